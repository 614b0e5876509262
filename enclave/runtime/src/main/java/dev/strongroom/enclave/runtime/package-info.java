// SPDX-License-Identifier: Apache-2.0
/// The enclave's own machine: its device, its keys, and the service that it runs.
@NullMarked
package dev.strongroom.enclave.runtime;

import org.jspecify.annotations.NullMarked;

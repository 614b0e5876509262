// SPDX-License-Identifier: Apache-2.0
/// Content that the measured configuration names by its digest, and the host keeps.
@NullMarked
package dev.strongroom.enclave.runtime.content;

import org.jspecify.annotations.NullMarked;

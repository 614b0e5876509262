// SPDX-License-Identifier: Apache-2.0
/// Where models run.
@NullMarked
package dev.strongroom.enclave.inference.backend;

import org.jspecify.annotations.NullMarked;

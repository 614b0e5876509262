// SPDX-License-Identifier: Apache-2.0
/// Real calls into a library that stands in for NVIDIA's.
@NullMarked
package dev.strongroom.enclave.runtime.gpu;

import org.jspecify.annotations.NullMarked;

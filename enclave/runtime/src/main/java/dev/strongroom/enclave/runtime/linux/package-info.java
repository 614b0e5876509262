// SPDX-License-Identifier: Apache-2.0
/// The C library, for the devices: how a system call is made and its error number read.
@NullMarked
package dev.strongroom.enclave.runtime.linux;

import org.jspecify.annotations.NullMarked;

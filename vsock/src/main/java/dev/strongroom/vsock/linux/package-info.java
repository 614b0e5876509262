// SPDX-License-Identifier: Apache-2.0
/// The Linux system calls that sockets are made of, and their one native implementation.
///
/// This package alone calls foreign functions, and nothing in it decides anything: tests put a
/// kernel of their own behind [SystemCalls].
@NullMarked
package dev.strongroom.vsock.linux;

import org.jspecify.annotations.NullMarked;

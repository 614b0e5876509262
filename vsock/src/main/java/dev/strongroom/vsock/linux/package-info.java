// SPDX-License-Identifier: Apache-2.0
/// The Linux system calls that sockets are made of, and their one native implementation; and
/// [NativeFunction] and [NativeLibrary], by which the enclave's runtime makes its own.
///
/// Of all modules of ours this package alone calls foreign functions, and nothing in it decides
/// anything: tests put a kernel of their own behind [SystemCalls].
@NullMarked
package dev.strongroom.vsock.linux;

import org.jspecify.annotations.NullMarked;

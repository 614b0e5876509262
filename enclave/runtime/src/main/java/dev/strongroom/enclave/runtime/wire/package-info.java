// SPDX-License-Identifier: Apache-2.0
/// The open wire between enclave and host: numbered byte streams, over vsock on EC2 and over
/// Unix-domain sockets on a laptop. Nothing on it is trusted.
@NullMarked
package dev.strongroom.enclave.runtime.wire;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// The host's end of the wire to the enclave: numbered byte streams. Whoever can open one of the
/// host's sockets can say what an enclave says; so access to the folder is the access control.
@NullMarked
package dev.strongroom.host.wire;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/// Stream sockets between a virtual machine and its host.
///
/// [Vsock#open] gives the way in; it makes [VsockServer]s and [VsockConnection]s, which block the
/// calling thread, virtual or not, and never the carrier of a virtual thread.
///
/// Threat to keep in mind: a vsock is an open wire. The host chooses which CID a guest sees, can
/// read, change, delay and cut every stream, and a connection that it cuts ends like one that is
/// complete. So an address is never an identity, and what has to be authentic, secret or whole
/// needs a protocol such as TLS on top.
@NullMarked
package dev.strongroom.vsock;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/// The host's end of the wire on a laptop: a folder of Unix-domain sockets, `host-PORT` where the
/// host listens and `enclave-PORT` where the enclave does.
///
/// @param folder which exists, is the owner's alone, and has a short path: with a socket's name at
///   most about 100 bytes
public record UnixWire(Path folder) {

  /// Connects to a port of the enclave's.
  ///
  /// @throws IOException if nobody listens there
  public Link dial(int port) throws IOException {
    return new UnixLink(
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("enclave-" + port))));
  }

  /// Lets `server` answer at a port of the host's. A socket that nobody listens at is replaced.
  ///
  /// @throws BindException if somebody listens there
  /// @throws FileAlreadyExistsException if what is there isn't a socket
  /// @throws IOException if it can't be created
  public UnixListener listen(int port, LinkServer server) throws IOException {
    return UnixListener.open(folder.resolve("host-" + port), server);
  }
}

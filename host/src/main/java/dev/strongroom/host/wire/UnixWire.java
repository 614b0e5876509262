// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/// The host's end of the wire on a laptop: a folder of Unix-domain sockets, `host-PORT` where the
/// host listens and `enclave-PORT` where the enclave does.
///
/// @param folder which exists, is the owner's alone, and has a path of at most [#LONGEST_FOLDER]
///   bytes
public record UnixWire(Path folder) {
  /// How long the folder's path may be, in bytes: Java uses 106 of the 108 that Linux has for a
  /// socket's, and it is born under the longest name in the folder, `/.s`, up to 20 digits, `/s`.
  public static final int LONGEST_FOLDER = 106 - 25;

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
  /// @throws IOException if it can't be created, or the folder's path is too long
  public UnixListener listen(int port, LinkServer server) throws IOException {
    int length = folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_FOLDER) {
      throw new IOException(
          "the wire's folder has a path of %d bytes, and with sockets in it %d are allowed: %s"
              .formatted(length, LONGEST_FOLDER, folder));
    }
    return UnixListener.open(folder.resolve("host-" + port), server);
  }
}

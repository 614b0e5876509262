// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// The wire on a laptop: a folder of Unix-domain sockets, `enclave-PORT` where the enclave listens
/// and `host-PORT` where the host does.
///
/// @param folder whose path is short: with a socket's name at most about 100 bytes
public record UnixWire(Path folder) implements Wire {
  // A full queue refuses connections instead of letting them wait; Java's own choice is 50.
  private static final int BACKLOG = 1024;

  @Override
  public String name() {
    return "Unix-domain sockets";
  }

  /// The socket of a port that the enclave listens on.
  public Path enclaveSocket(int port) {
    return folder.resolve("enclave-" + port);
  }

  @Override
  public Link dial(int port) throws IOException {
    return new SocketLink(
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("host-" + port))));
  }

  @Override
  public Listener listen(int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(enclaveSocket(port)), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return new SocketListener(server);
  }

  private record SocketListener(ServerSocketChannel server) implements Listener {
    @Override
    public Link accept() throws IOException {
      return new SocketLink(server.accept());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private record SocketLink(SocketChannel channel) implements Link {
    @Override
    public InputStream input() {
      return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream output() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public void endOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

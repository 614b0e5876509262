// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// What stands for the enclave's server: does something with each connection.
record UnixServer(ServerSocketChannel listener) implements AutoCloseable {
  /// What is done with a connection.
  interface Peer {
    void serve(SocketChannel channel) throws IOException;
  }

  static UnixServer start(Path socket, Peer peer) throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(socket));
    Thread.startVirtualThread(() -> {
      while (listener.isOpen()) {
        try {
          SocketChannel channel = listener.accept();
          Thread.startVirtualThread(() -> serve(channel, peer));
        } catch (IOException e) {
          return;
        }
      }
    });
    return new UnixServer(listener);
  }

  private static void serve(SocketChannel channel, Peer peer) {
    try (channel) {
      peer.serve(channel);
    } catch (IOException e) {
      // The other end went away.
    }
  }

  /// Sends everything back.
  static void echo(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(10_000);
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

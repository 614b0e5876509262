// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Stands for the host: forwards loopback TCP connections to a Unix-domain socket and back.
public final class Wire implements AutoCloseable {
  private final ServerSocketChannel listener;

  private Wire(ServerSocketChannel listener) {
    this.listener = listener;
  }

  public static Wire unopened() {
    try {
      return new Wire(ServerSocketChannel.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Wire to(Path socket) throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(() -> accept(listener, socket));
    return new Wire(listener);
  }

  public int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private static void accept(ServerSocketChannel listener, Path socket) {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        SocketChannel enclave = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(() -> copy(client, enclave));
        Thread.ofVirtual().start(() -> copy(enclave, client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(16_384);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // One end went away; closing the other says so.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

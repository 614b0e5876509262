// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.bench.channel.Rounds.Medians;
import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bulk bytes through the host's forwarder beside `socat` doing the same: TCP in, Unix-domain
/// socket out.
public final class BulkReport {
  private static final int ROUNDS = 7;
  private static final long BYTES = 1L << 30;
  private static final int BUFFER = 256 * 1024;

  private BulkReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    Path sink = Files.createTempDirectory("sr").resolve("sink");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(sink);
      server.bind(address);
      Thread.ofPlatform().daemon().start(() -> swallow(server));
      int port = freePort();
      Process socat;
      try {
        // As large a buffer as ours may have: socat's default of 8 KiB would flatter us.
        socat =
            new ProcessBuilder(
                    "socat",
                    "-b",
                    String.valueOf(BUFFER),
                    "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr",
                    "UNIX-CONNECT:" + sink)
                .inheritIO()
                .start();
      } catch (IOException e) {
        System.out.println("bulk: NOT MEASURED, socat isn't here (apt-get install socat)");
        return;
      }
      try (TcpForwarder forwarder =
          TcpForwarder.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              () -> SocketChannel.open(address))) {
        awaitListening(port);
        Medians medians =
            Rounds.alternate(
                ROUNDS, () -> gigabytes(port), () -> gigabytes(forwarder.address().getPort()));
        System.out.printf(
            "bulk, one connection, %d MiB: socat (256 KiB buffer) %.2f GB/s, host %.2f GB/s;"
                + " ratio %.2f (target >= 1.0)%n",
            BYTES >> 20, medians.baseline(), medians.ours(), medians.ratio());
      } finally {
        socat.destroy();
      }
    }
  }

  /// Reads until the end and then answers with a byte.
  private static void swallow(ServerSocketChannel server) {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (channel.read(buffer) >= 0) {
          buffer.clear();
        }
        channel.write(ByteBuffer.wrap(new byte[1]));
      } catch (IOException e) {
        // The next one may be better.
      }
    }
  }

  private static double gigabytes(int port) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      long start = System.nanoTime();
      for (long sent = 0; sent < BYTES; ) {
        buffer.clear().limit((int) Math.min(BUFFER, BYTES - sent));
        sent += channel.write(buffer);
      }
      channel.shutdownOutput();
      buffer.clear();
      if (channel.read(buffer) != 1) {
        throw new IOException("not all bytes arrived");
      }
      return BYTES / (double) (System.nanoTime() - start);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void awaitListening(int port) throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new IOException("socat doesn't listen");
  }
}

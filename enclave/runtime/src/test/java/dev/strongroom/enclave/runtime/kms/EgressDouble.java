// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// As much of a host's egress as an honest enclave needs: one name, which it finds on the loopback
/// interface.
final class EgressDouble implements AutoCloseable {
  private static final int HEAD = 7;
  private static final int CONNECTED = 0;
  private static final int REFUSED = 4;

  private final String name;
  private final Path folder;
  private final ServerSocketChannel listener;
  private final AtomicInteger connected = new AtomicInteger();

  private EgressDouble(String name, Path folder, ServerSocketChannel listener) {
    this.name = name;
    this.folder = folder;
    this.listener = listener;
  }

  /// Listens on a wire of its own.
  static EgressDouble start(String name) throws IOException {
    Path folder = Files.createTempDirectory("sr");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.EGRESS)), 128);
    EgressDouble host = new EgressDouble(name, folder, listener);
    Thread.ofVirtual().start(host::accept);
    return host;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel enclave = listener.accept();
        Thread.ofVirtual().start(() -> serve(enclave));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel enclave) {
    try (enclave) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(enclave));
      in.skipNBytes(HEAD - 2);
      int port = in.readUnsignedShort();
      String wanted = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
      if (!wanted.equals(name)) {
        throw new AssertionError("the enclave wants to go to " + wanted);
      }
      OutputStream out = Channels.newOutputStream(enclave);
      try (SocketChannel target =
          SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
        connected.incrementAndGet();
        out.write(new byte[] {'S', 'R', 'E', 'A', 1, CONNECTED});
        Thread back =
            Thread.ofVirtual().start(() -> copy(Channels.newInputStream(target), out, enclave));
        copy(in, Channels.newOutputStream(target), target);
        back.join();
      } catch (IOException e) {
        out.write(new byte[] {'S', 'R', 'E', 'A', 1, REFUSED});
      }
    } catch (IOException e) {
      // The enclave went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(InputStream from, OutputStream to, SocketChannel ended) {
    try {
      from.transferTo(to);
      ended.shutdownOutput();
    } catch (IOException e) {
      // One of them went away.
    }
  }

  /// The enclave's end.
  Wire wire() {
    return new UnixWire(folder);
  }

  /// How many connections were made.
  int connected() {
    return connected.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(folder.resolve("host-" + Wire.EGRESS));
    Files.deleteIfExists(folder);
  }
}

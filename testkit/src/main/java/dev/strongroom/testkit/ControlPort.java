// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// The host's control port: takes what the enclave says of itself, so that the enclave needn't wait
/// for a host that isn't there.
final class ControlPort implements AutoCloseable {
  private final ServerSocketChannel listener;

  private ControlPort(ServerSocketChannel listener) {
    this.listener = listener;
  }

  static ControlPort listen(Path wireFolder) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(wireFolder.resolve("host-" + Wire.CONTROL)));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    Thread.ofVirtual().name("control port").start(() -> accept(listener));
    return new ControlPort(listener);
  }

  private static void accept(ServerSocketChannel listener) {
    ByteBuffer ignored = ByteBuffer.allocate(4096);
    while (listener.isOpen()) {
      try (SocketChannel enclave = listener.accept()) {
        while (enclave.read(ignored.clear()) >= 0) {
          // A test looks at the enclave itself, not at what it says.
        }
      } catch (IOException e) {
        // The enclave went, or the listener did.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}

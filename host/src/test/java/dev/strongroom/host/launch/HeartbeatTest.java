// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The parent's side of a heartbeat, over a socket as vhost-device-vsock would connect to it.
@Timeout(30)
class HeartbeatTest {
  @TempDir private Path folder = Path.of("");
  private final AtomicInteger heard = new AtomicInteger();
  private AutoCloseable listening = () -> {};

  @BeforeEach
  void listen() throws IOException {
    UnixListener listener =
        new UnixWire(folder).listen(Port.HEARTBEAT, new Heartbeat(heard::incrementAndGet));
    listening = listener;
  }

  @AfterEach
  void close() throws Exception {
    listening.close();
  }

  /// Everything that comes back for `sent`.
  ///
  /// @param ends whether the enclave ends its direction, or waits for the parent
  private byte[] answer(boolean ends, int... sent) throws IOException {
    try (SocketChannel enclave =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("host-9000")))) {
      ByteBuffer out = ByteBuffer.allocate(sent.length);
      for (int b : sent) {
        out.put((byte) b);
      }
      enclave.write(out.flip());
      if (ends) {
        enclave.shutdownOutput();
      }
      ByteBuffer in = ByteBuffer.allocate(16);
      while (enclave.read(in) >= 0) {
        // Until the parent closes.
      }
      byte[] bytes = new byte[in.position()];
      in.flip().get(bytes);
      return bytes;
    }
  }

  @Test
  void sendsTheByteBackToEachThatAsks() throws IOException {
    assertThat(answer(true, 0xb7)).containsExactly(0xb7);
    assertThat(answer(false, 0xb7)).containsExactly(0xb7);
    assertThat(heard).hasValue(2);
  }

  @Test
  void answersNothingElse() throws IOException {
    assertThat(answer(true)).isEmpty();
    assertThat(answer(false, 0x37)).isEmpty();
    assertThat(answer(true, 0x00)).isEmpty();
    assertThat(heard).hasValue(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The heartbeat over other streams than a vsock's; booted images make it over the real one.
class HeartbeatTest {
  @Test
  void saysOneByteAndWaitsForTheSame() throws Exception {
    try (ServerSocket parent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket enclave = new Socket(parent.getInetAddress(), parent.getLocalPort());
        Socket accepted = parent.accept()) {
      CompletableFuture<Integer> heard = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              int beat = accepted.getInputStream().read();
              heard.complete(beat);
              accepted.getOutputStream().write(beat);
            } catch (IOException e) {
              heard.completeExceptionally(e);
            }
          });
      Heartbeat.exchange(enclave.getInputStream(), enclave.getOutputStream());
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(0xB7);
      accepted.shutdownOutput();
      assertThat(enclave.getInputStream().read()).as("nothing else is said").isNegative();
    }
  }

  @Test
  void refusesAnotherAnswerOrNone() {
    assertThatThrownBy(() -> exchange(new ByteArrayInputStream(new byte[] {0x37})))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("answered the heartbeat with 55");
    assertThatThrownBy(() -> exchange(InputStream.nullInputStream()))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("closed");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatThrownBy(() -> Heartbeat.exchange(InputStream.nullInputStream(), broken))
        .isInstanceOf(IOException.class);
  }

  private static void exchange(InputStream in) throws IOException {
    Heartbeat.exchange(in, new ByteArrayOutputStream());
  }
}

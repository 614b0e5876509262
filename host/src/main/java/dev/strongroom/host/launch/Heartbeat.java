// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.IOException;

/// The parent's answer to an enclave's heartbeat: once in its boot the enclave connects to port
/// 9000 and sends one byte, 0xB7, which is sent back (as AWS's `nitro-cli` and the init of its
/// images do). On EC2 `nitro-cli` is the one that answers; elsewhere this is.
///
/// @param heard run for each heartbeat, before it is answered; must not block for long
public record Heartbeat(Runnable heard) implements LinkServer {
  private static final int BEAT = 0xb7;

  /// @throws IOException if the link is lost, or something else was sent
  @Override
  public void serve(Link link) throws IOException {
    int beat = link.input().read();
    if (beat != BEAT) {
      throw new IOException(beat < 0 ? "no heartbeat" : "0x%02x is no heartbeat".formatted(beat));
    }
    heard.run();
    link.output().write(BEAT);
    // An enclave may wait for the end; but a vsock that is closed at once may take the answer with
    // it.
    link.endOutput();
    if (link.input().read() >= 0) {
      throw new IOException("more than one byte for a heartbeat");
    }
  }
}

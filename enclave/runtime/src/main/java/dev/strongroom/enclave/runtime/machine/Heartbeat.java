// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import dev.strongroom.vsock.Vsock;
import dev.strongroom.vsock.VsockAddress;
import dev.strongroom.vsock.VsockConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// Tells whoever started the enclave that it lives: one byte to the parent's port 9000, and the
/// same back. `nitro-cli` ends an enclave that doesn't (its "vsock heartbeat").
final class Heartbeat {
  static final int PORT = 9000;
  static final int BEAT = 0xB7;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Heartbeat() {}

  /// @throws MachineException if there is no answer, or another
  static void beat(int parentCid) throws MachineException {
    try (Vsock vsock = Vsock.open();
        VsockConnection parent = vsock.connect(new VsockAddress(parentCid, PORT), PATIENCE)) {
      parent.setReadTimeout(PATIENCE);
      exchange(parent.inputStream(), parent.outputStream());
    } catch (MachineException e) {
      throw e;
    } catch (IOException e) {
      throw new MachineException("no answer to the heartbeat: " + e.getMessage());
    }
  }

  /// Says it, and listens.
  static void exchange(InputStream in, OutputStream out) throws IOException {
    out.write(BEAT);
    out.flush();
    int answer = in.read();
    if (answer < 0) {
      throw new MachineException("the parent closed instead of answering the heartbeat");
    }
    if (answer != BEAT) {
      throw new MachineException("the parent answered the heartbeat with " + answer);
    }
  }
}

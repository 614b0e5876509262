// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.bench.channel.Client.Opening;
import dev.strongroom.bench.channel.Rounds.Medians;
import java.util.ArrayList;
import java.util.List;

/// Setting up an attested connection beside plain TLS 1.3 with a full handshake, to the same server
/// through the same forwarder.
public final class SetUpReport {
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 1500;
  private static final int CONNECTIONS = 150;

  private SetUpReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    compare("evidence warm", SignatureProvider.fastest().remembering(64));
    compare("every signature computed anew", SignatureProvider.fastest());
  }

  private static void compare(String how, SignatureProvider signatures) throws Exception {
    try (Deployment deployment = Deployment.start(signatures)) {
      Opening plain = () -> Client.plain(deployment.port());
      Opening attested = () -> Client.attested(deployment);
      for (int i = 0; i < WARM_UP; i++) {
        plain.open().close();
        attested.open().close();
      }
      Medians idle = Rounds.alternate(ROUNDS, () -> each(plain), () -> each(attested));
      System.out.printf(
          "set-up, %s (%s): plain TLS 1.3 %.0f us, attested %.0f us; ratio %.2f"
              + " (target <= 1.25)%n",
          how, signatures.name(), idle.baseline(), idle.ours(), idle.ratio());
      List<Thread> busy = saturate();
      Medians loaded = Rounds.alternate(ROUNDS, () -> each(plain), () -> each(attested));
      busy.forEach(Thread::interrupt);
      System.out.printf(
          "  while %d cores are saturated: plain %.0f connections/s, attested %.0f; ratio %.2f%n",
          busy.size(), 1e6 / loaded.baseline(), 1e6 / loaded.ours(), 1 / loaded.ratio());
    }
  }

  /// Microseconds for a connection, one after the other.
  private static double each(Opening opening) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < CONNECTIONS; i++) {
      opening.open().close();
    }
    return (System.nanoTime() - start) / 1e3 / CONNECTIONS;
  }

  private static List<Thread> saturate() {
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      busy.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
              }));
    }
    return busy;
  }
}

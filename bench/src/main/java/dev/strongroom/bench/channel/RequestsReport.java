// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.bench.channel.Client.Opening;
import dev.strongroom.bench.channel.Rounds.Medians;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Requests per second through host and enclave beside the same server and service without them: on
/// TCP, with plain TLS.
public final class RequestsReport {
  private static final int ROUNDS = 7;
  private static final int CONNECTIONS = 32;
  private static final long ROUND_NANOS = 2_000_000_000L;

  private RequestsReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    try (Deployment deployment = Deployment.start(SignatureProvider.fastest().remembering(64));
        PlainServer without = PlainServer.start(Deployment.ONE_KIB)) {
      Opening plain = () -> Client.plain(without.port());
      Opening attested = () -> Client.attested(deployment);
      perSecond(plain);
      perSecond(attested);
      Medians medians = Rounds.alternate(ROUNDS, () -> perSecond(plain), () -> perSecond(attested));
      System.out.printf(
          "requests, %d connections, 1 KiB responses, all in one process: server alone %.0f/s,"
              + " through host and enclave %.0f/s; ratio %.2f (target >= 0.85)%n",
          CONNECTIONS, medians.baseline(), medians.ours(), medians.ratio());
    }
  }

  private static double perSecond(Opening opening) throws Exception {
    LongAdder requests = new LongAdder();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(opening.open());
    }
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (Client client : clients) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (System.nanoTime() - start < ROUND_NANOS) {
                    client.ask();
                    requests.increment();
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Client client : clients) {
      client.close();
    }
    return requests.sum() / seconds;
  }
}

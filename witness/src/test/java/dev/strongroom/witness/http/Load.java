// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import dev.strongroom.ledger.witness.WitnessClient;
import dev.strongroom.witness.TestLog;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Logs that grow as fast as a witness lets them, each over a connection of its own.
final class Load {
  private static final int PREPARED = 500;

  private Load() {}

  record Figures(int cosigned, int refused, double seconds) {
    double perSecond() {
      return cosigned / seconds;
    }

    @Override
    public String toString() {
      return String.format("%.0f cosignatures a second, %d refused", perSecond(), refused);
    }
  }

  static Figures run(InetSocketAddress address, TestLog[] logs, Duration duration)
      throws Exception {
    AtomicInteger cosigned = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    // Made and signed beforehand: it is the witness that is measured.
    List<List<String>> bodies = new ArrayList<>();
    for (TestLog log : logs) {
      bodies.add(prepare(log));
    }
    long end;
    long start = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (List<String> prepared : bodies) {
        all.add(
            executor.submit(() -> {
              try (RawHttp http = new RawHttp(address)) {
                for (String body : prepared) {
                  if (System.nanoTime() - start > duration.toNanos()) {
                    break;
                  }
                  RawHttp.Answer answer = http.post(WitnessClient.PATH, body);
                  (answer.status() == 200 ? cosigned : refused).incrementAndGet();
                }
              }
              return null;
            }));
      }
      for (Future<?> future : all) {
        future.get();
      }
      end = System.nanoTime();
    }
    return new Figures(cosigned.get(), refused.get(), (end - start) / 1e9);
  }

  private static List<String> prepare(TestLog log) {
    List<String> bodies = new ArrayList<>();
    for (long size = 1; size <= PREPARED; size++) {
      bodies.add(log.request(size - 1, size).encoded());
    }
    return bodies;
  }
}

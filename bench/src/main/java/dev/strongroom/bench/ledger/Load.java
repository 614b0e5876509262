// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.channel.AttestedConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Many clients at once.
final class Load implements AutoCloseable {
  private final List<ProofClient> clients = new ArrayList<>();
  private final int digests;

  /// Answers that are kept to be checked afterwards.
  private static final int KEPT = 50;

  private final AtomicLong slowest = new AtomicLong();
  private final Set<ProofClient> lost = ConcurrentHashMap.newKeySet();
  private final Queue<ProofClient.Answered> kept = new ConcurrentLinkedQueue<>();

  Load(AttestedConnector connector, int port, int connections, int digests) throws IOException {
    this.digests = digests;
    for (int i = 0; i < connections; i++) {
      clients.add(new ProofClient(connector, port, digests, System.nanoTime() + i));
    }
  }

  /// Receipts per second when every client asks again as soon as it is answered.
  double saturated(double seconds) throws InterruptedException {
    LongAdder receipts = new LongAdder();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    slowest.set(0);
    each(client -> {
      for (long now; (now = System.nanoTime()) < end; ) {
        keep(client.ask());
        receipts.add(digests);
        slowest.accumulateAndGet(System.nanoTime() - now, Math::max);
      }
    });
    return receipts.sum() / ((System.nanoTime() - start) / 1e9);
  }

  /// How long the slowest answer of the last [#saturated] took, in seconds. One that stood still
  /// keeps its client, so a rate alone doesn't tell a standstill from slowness.
  double slowest() {
    return slowest.get() / 1e9;
  }

  /// How many clients weren't answered at some time, and so don't ask for the rest of that load.
  int lost() {
    return lost.size();
  }

  /// What a load of so many requests a second is answered in.
  ///
  /// @param p50 half are faster, in milliseconds
  /// @param p99 one in a hundred is slower
  /// @param perSecond receipts
  record Latency(double p50, double p99, double perSecond) {}

  /// Requests arrive at fixed times, whether those before were answered or not: what waits for a
  /// free connection counts as waiting.
  Latency paced(double requestsPerSecond, double seconds) throws InterruptedException {
    int count = (int) (requestsPerSecond * seconds);
    long[] nanos = new long[count];
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    double gap = 1e9 / requestsPerSecond;
    each(client -> {
      for (long i; (i = next.getAndIncrement()) < count; ) {
        long due = start + (long) (i * gap);
        for (long wait; (wait = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(wait);
        }
        keep(client.ask());
        nanos[(int) i] = System.nanoTime() - due;
      }
    });
    double took = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    return new Latency(
        nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6, (double) count * digests / took);
  }

  private void keep(ProofClient.Answered answered) {
    if (kept.size() < KEPT) {
      kept.add(answered);
    }
  }

  /// Some of the answers.
  List<ProofClient.Answered> kept() {
    return List.copyOf(kept);
  }

  private interface Work {
    void with(ProofClient client) throws IOException;
  }

  private void each(Work work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (ProofClient client : clients) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  work.with(client);
                } catch (IOException e) {
                  lost.add(client);
                  throw new UncheckedIOException(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws IOException {
    for (ProofClient client : clients) {
      client.close();
    }
  }
}

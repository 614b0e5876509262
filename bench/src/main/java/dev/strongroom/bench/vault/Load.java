// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Many askers at once, each on its own connection.
///
/// @param each signatures that one request asks for
record Load(List<Asker> askers, int each) {
  /// Asks once, and has the whole answer.
  interface Asker {
    void ask() throws Exception;
  }

  /// Signatures per second when everybody asks again as soon as they are answered.
  double saturated(double seconds) throws Exception {
    LongAdder count = new LongAdder();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    everybody(asker -> {
      while (System.nanoTime() < end) {
        asker.ask();
        count.add(each);
      }
    });
    return count.sum() / ((System.nanoTime() - start) / 1e9);
  }

  /// Has everybody ask once, and waits.
  void once() throws Exception {
    everybody(Asker::ask);
  }

  /// What requests were answered in, in milliseconds.
  ///
  /// @param p50 half are faster
  /// @param p99 one in a hundred is slower
  record Latency(double p50, double p99) {}

  /// Requests come at fixed times, whether those before were answered or not: what waits for a free
  /// connection counts as waiting.
  ///
  /// @param perSecond signatures
  Latency paced(double perSecond, double seconds) throws Exception {
    double gap = 1e9 * each / perSecond;
    int count = Math.max(1, (int) (seconds * 1e9 / gap));
    long[] nanos = new long[count];
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    everybody(asker -> {
      for (long i; (i = next.getAndIncrement()) < count; ) {
        long due = start + (long) (i * gap);
        for (long wait; (wait = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(wait);
        }
        asker.ask();
        nanos[(int) i] = System.nanoTime() - due;
      }
    });
    Arrays.sort(nanos);
    return new Latency(nanos[count / 2] / 1e6, nanos[(int) (count * 0.99)] / 1e6);
  }

  private interface Work {
    void with(Asker asker) throws Exception;
  }

  private void everybody(Work work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (Asker asker : askers) {
        all.add(
            threads.submit(() -> {
              work.with(asker);
              return asker;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}

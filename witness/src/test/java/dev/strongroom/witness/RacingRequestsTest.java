// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.ledger.witness.AddCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two histories of each of several logs, pushed by many threads at once, through two witnesses
/// that share one state by mistake.
class RacingRequestsTest {
  private static final int LOGS = 4;
  private static final int THREADS = 6;
  private static final int SIZES = 60;

  @TempDir private Path folder = Path.of("");

  @Test
  void noSizeEverHasTwoCosignedRoots() throws Exception {
    List<TestLog> logs = new ArrayList<>();
    for (int i = 0; i < LOGS; i++) {
      logs.add(TestLog.of("log.example/" + i));
    }
    TestLog[] known = logs.toArray(TestLog[]::new);
    Map<String, String> roots = new ConcurrentHashMap<>();
    AtomicInteger cosigned = new AtomicInteger();
    AtomicInteger forks = new AtomicInteger();
    TestClock clock = new TestClock();
    try (TestWitness one = TestWitness.open(folder, "w", clock, known);
        TestWitness two = TestWitness.open(folder, "w", clock, known);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (TestLog log : logs) {
        for (int thread = 0; thread < THREADS; thread++) {
          TestWitness asked = thread % 2 == 0 ? one : two;
          TestLog history = thread % 3 == 0 ? log.forked(0) : log;
          all.add(
              executor.submit(() -> {
                long last = 0;
                while (last < SIZES) {
                  AddCheckpoint request = history.request(last, last + 1);
                  switch (asked.ask(request)) {
                    case WitnessReply.Cosigned _ -> {
                      cosigned.incrementAndGet();
                      last++;
                      String root = request.checkpoint().root().hex();
                      String size = log.origin() + " " + last;
                      assertThat(roots.merge(size, root, (was, _) -> was)).as(size).isEqualTo(root);
                    }
                    case WitnessReply.Conflict conflict -> {
                      assertThat(conflict.size()).isGreaterThanOrEqualTo(last);
                      last = conflict.size();
                    }
                    case WitnessReply.Refused refused -> {
                      assertThat(refused.why()).isEqualTo(Refusal.WRONG_PROOF);
                      forks.incrementAndGet();
                      last = SIZES;
                    }
                  }
                }
              }));
        }
      }
      for (Future<?> future : all) {
        future.get();
      }
      assertThat(one.witness.logs()).hasSize(LOGS).allMatch(log -> log.size() == SIZES);
    }
    assertThat(cosigned.get()).isGreaterThanOrEqualTo(LOGS * SIZES);
    assertThat(forks.get()).isPositive();
  }
}

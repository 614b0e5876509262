// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Streams at once, each on its own connection: whoever has an answer asks for the next one.
///
/// @param opening makes a connection
/// @param prompts what is asked
/// @param count of streams
/// @param apart seconds over which their beginnings are spread
record Streams(Callable<EventClient> opening, Prompts prompts, int count, double apart) {
  /// What one stream saw while it counted.
  private static final class Log {
    private final List<Long> first = new ArrayList<>();
    private final List<Long> gaps = new ArrayList<>();
  }

  /// What was seen in a round.
  ///
  /// @param tokensPerSecond pieces of text
  /// @param tokens how many there were
  /// @param cpu processor seconds meanwhile, of each part
  /// @param first nanoseconds from request to the first piece of text
  /// @param gaps nanoseconds from one piece to the next
  record Round(
      double tokensPerSecond, long tokens, List<Double> cpu, List<Long> first, List<Long> gaps) {
    Round {
      cpu = List.copyOf(cpu);
      first = List.copyOf(first);
      gaps = List.copyOf(gaps);
    }
  }

  /// Reads clocks of processor time.
  @FunctionalInterface
  interface Clocks {
    List<Double> read();
  }

  /// Runs all streams, and counts for some seconds once all have begun.
  Round run(double seconds, Clocks clocks) throws Exception {
    AtomicBoolean counting = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    LongAdder tokens = new LongAdder();
    List<Future<Log>> streams = new ArrayList<>();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (int i = 0; i < count; i++) {
        int number = i;
        streams.add(threads.submit(() -> stream(number, counting, over, tokens)));
      }
      List<Double> before;
      long start;
      try {
        Thread.sleep((long) (1000 * apart) + 300);
        before = clocks.read();
        start = System.nanoTime();
        counting.set(true);
        Thread.sleep((long) (1000 * seconds));
      } finally {
        counting.set(false);
        over.set(true);
      }
      long counted = tokens.sum();
      double took = (System.nanoTime() - start) / 1e9;
      List<Double> after = clocks.read();
      List<Double> cpu = new ArrayList<>();
      for (int i = 0; i < before.size(); i++) {
        cpu.add(after.get(i) - before.get(i));
      }
      List<Long> first = new ArrayList<>();
      List<Long> gaps = new ArrayList<>();
      for (Future<Log> stream : streams) {
        Log log = stream.get();
        first.addAll(log.first);
        gaps.addAll(log.gaps);
      }
      return new Round(counted / took, counted, cpu, first, gaps);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private Log stream(int number, AtomicBoolean counting, AtomicBoolean over, LongAdder tokens)
      throws Exception {
    Log log = new Log();
    try (EventClient client = opening.call()) {
      Thread.sleep((long) (1000 * apart * number / count));
      for (int turn = number; !over.get(); turn++) {
        int asked = turn % prompts.count();
        Answer answer = new Answer(log, counting, tokens);
        client.ask(prompts.request(asked), answer);
        prompts.answered(asked, answer.hash);
      }
    }
    return log;
  }

  /// An answer while it comes.
  private static final class Answer implements EventClient.Seen {
    private final Log log;
    private final AtomicBoolean counting;
    private final LongAdder tokens;
    private final long asked = System.nanoTime();
    private boolean counted;
    private long last;
    private int hash;

    Answer(Log log, AtomicBoolean counting, LongAdder tokens) {
      this.log = log;
      this.counting = counting;
      this.tokens = tokens;
      this.counted = counting.get();
    }

    @Override
    public void event(byte[] bytes, int length, long nanos) {
      hash = Prompts.mixed(hash, bytes, length);
      if (!Prompts.isText(bytes, length)) {
        return;
      }
      boolean counts = counting.get();
      if (counts) {
        tokens.increment();
      }
      if (last == 0 && counted) {
        log.first.add(nanos - asked);
      } else if (last != 0 && counts) {
        log.gaps.add(nanos - last);
      }
      last = nanos;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.kernel.BuildStep;
import dev.strongroom.image.kernel.KernelProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows on standard error how the kernel's building goes: a line per step with its time. On a
/// terminal the line counts; elsewhere there is one for every tenth.
final class KernelProgressLines implements KernelProgress, AutoCloseable {
  private static final int TENTHS = 10;

  private final Console console;
  private final Instant start;
  private @Nullable BuildStep step;
  private Instant stepStart;
  private int shown;

  KernelProgressLines(Console console) {
    this.console = console;
    this.start = console.clock().instant();
    this.stepStart = start;
  }

  @Override
  public synchronized void begun(BuildStep next) {
    end();
    step = next;
    stepStart = console.clock().instant();
    if (console.colour()) {
      console.err().print(next.words());
    } else {
      console.err().println(next.words());
    }
    console.err().flush();
  }

  @Override
  public synchronized void advanced(BuildStep of, int done, int total) {
    if (of != step) {
      return;
    }
    if (console.colour()) {
      console.err().print("\r" + of.words() + " " + done + " of " + total);
    } else if ((long) done * TENTHS / total > shown) {
      shown = (int) ((long) done * TENTHS / total);
      console.err().println("  " + shown * TENTHS + " %");
    }
    console.err().flush();
  }

  @Override
  public void close() {
    end();
  }

  /// Ends the last step's line.
  synchronized void end() {
    if (step == null) {
      return;
    }
    if (console.colour()) {
      console.err().print("\r\u001b[K" + step.words());
      console.err().println(" " + since(stepStart) + " s");
    } else {
      console.err().println("  done in " + since(stepStart) + " s");
    }
    console.err().flush();
    step = null;
    shown = 0;
  }

  /// Since this was made.
  long seconds() {
    return since(start);
  }

  /// For the downloads, as megabytes of all.
  Progress downloads(List<Input> inputs) {
    int total = megabytes(inputs.stream().mapToLong(Input::size).sum());
    Map<Input, Long> received = new HashMap<>();
    return new Progress() {
      @Override
      public void received(Input input, long bytes) {
        note(input, bytes);
      }

      @Override
      public void finished(Input input) {
        note(input, input.size());
      }

      private void note(Input input, long bytes) {
        synchronized (received) {
          received.put(input, bytes);
          long sum = received.values().stream().mapToLong(Long::longValue).sum();
          advanced(BuildStep.FETCH, Math.min(megabytes(sum), total), total);
        }
      }
    };
  }

  private static int megabytes(long bytes) {
    return (int) (bytes / 1_000_000) + 1;
  }

  private long since(Instant then) {
    return Duration.between(then, console.clock().instant()).toSeconds();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.routing.Out;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// What the host gets to know: names of the measured configuration, codes and counts, and these at
/// most once a minute. Thread-safe.
final class GatewayLog implements AutoCloseable {
  private static final int LONGEST_NAME = 64;
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final LogEvent wentOut;
  private final LogEvent cameIn;
  private final LogEvent counts;
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder receipts = new LongAdder();
  private Instant next = Instant.MIN;

  GatewayLog(Enclave enclave) {
    clock = enclave.clock();
    wentOut =
        enclave
            .log()
            .declare(
                Level.WARNING,
                "back end out",
                LogField.text("name", LONGEST_NAME),
                LogField.word(
                    "reason",
                    Arrays.stream(Problem.values()).map(Problem::code).toArray(String[]::new)));
    cameIn = enclave.log().declare(Level.INFO, "back end in", LogField.text("name", LONGEST_NAME));
    counts =
        enclave
            .log()
            .declare(
                Level.INFO,
                "requests so far",
                LogField.number("answered"),
                LogField.number("refused"),
                LogField.number("broken"),
                LogField.number("receipts"));
  }

  /// A back end went out, or came in.
  void changed(String name, Optional<Out> out) {
    if (out.isPresent()) {
      wentOut.write(name, out.get().problem().code());
    } else {
      cameIn.write(name);
    }
  }

  void answered() {
    answered.increment();
    now(false);
  }

  void refused() {
    refused.increment();
    now(false);
  }

  void broken() {
    broken.increment();
    now(false);
  }

  void receipt() {
    receipts.increment();
  }

  private void now(boolean last) {
    synchronized (this) {
      Instant time = clock.instant();
      if (!last && time.isBefore(next)) {
        return;
      }
      next = time.plus(EVERY);
    }
    counts.write(answered.sum(), refused.sum(), broken.sum(), receipts.sum());
  }

  @Override
  public void close() {
    now(true);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import java.time.Duration;

/// How long services are waited for.
///
/// @param answer for one answer, its last byte included
/// @param retryAfter for one pause that a service asks for (429, 503)
/// @param attempts how often one thing is asked for in all
/// @param pause waits; injected, so that tests needn't
public record Patience(Duration answer, Duration retryAfter, int attempts, Pause pause) {

  /// Waits.
  @FunctionalInterface
  public interface Pause {
    /// Comes back after `time`.
    ///
    /// @throws InterruptedException if the thread was interrupted meanwhile
    void of(Duration time) throws InterruptedException;
  }

  /// Checks the figures.
  public Patience {
    if (!answer.isPositive() || retryAfter.isNegative() || attempts < 1) {
      throw new IllegalArgumentException("no patience at all");
    }
  }

  /// Half a minute for an answer, a minute for a pause, four attempts: AMD's service answers few
  /// questions a minute.
  public static Patience ordinary() {
    return new Patience(Duration.ofSeconds(30), Duration.ofMinutes(1), 4, Thread::sleep);
  }
}

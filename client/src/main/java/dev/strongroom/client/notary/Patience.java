// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import java.time.Duration;

/// How long a client goes on asking a notary that is busy or misses witnesses.
///
/// @param repetitions after the first request, 0 for none
/// @param first pause, if the notary names none; each further one is twice as long
/// @param longest pause, also if the notary names a longer one
/// @param answer how long one answer may take
public record Patience(int repetitions, Duration first, Duration longest, Duration answer) {
  private static final Patience ORDINARY =
      new Patience(6, Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofSeconds(60));

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if one of them is negative, or no answer could come
  public Patience {
    if (repetitions < 0 || first.isNegative() || longest.isNegative() || !answer.isPositive()) {
      throw new IllegalArgumentException("patience isn't negative");
    }
  }

  /// Six repetitions, 14 seconds between the first and the last if each is refused at once; a
  /// minute for each answer.
  public static Patience ordinary() {
    return ORDINARY;
  }

  /// The pause after a refusal.
  ///
  /// @param repetition from 0
  Duration pause(int repetition) {
    Duration pause = first.multipliedBy(1L << Math.min(repetition, 20));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.time.Duration;

/// A point of the monotonic clock, or none.
///
/// @param bounded whether there is one
/// @param at as `System.nanoTime()` counts
record Deadline(boolean bounded, long at) {
  static final Deadline NEVER = new Deadline(false, 0);

  // Half of the clock's range, 146 years: differences must not overflow.
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  /// `timeout` from now; never, if it is zero.
  static Deadline in(Duration timeout) {
    if (timeout.isZero()) {
      return NEVER;
    }
    Duration bounded = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    return new Deadline(true, System.nanoTime() + bounded.toNanos());
  }

  /// Positive while it isn't reached.
  long remainingNanos() {
    return bounded ? at - System.nanoTime() : Long.MAX_VALUE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.time.Duration;

/// How long to wait for a gateway.
///
/// @param firstByte until an answer begins: models think before they speak
/// @param silence between two pieces of an answer
public record Patience(Duration firstByte, Duration silence) {
  private static final Patience ORDINARY =
      new Patience(Duration.ofMinutes(10), Duration.ofMinutes(5));

  /// Checks the durations.
  public Patience {
    if (!firstByte.isPositive() || !silence.isPositive()) {
      throw new IllegalArgumentException("patience is a positive duration");
    }
  }

  /// Ten minutes, and five.
  public static Patience ordinary() {
    return ORDINARY;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.quotes;

import java.time.Duration;

/// What [QuoteRelay] does for a guest at most.
///
/// @param connections at a time
/// @param within how long one connection may last, from the request to the guest's end
public record QuoteLimits(int connections, Duration within) {
  /// Checks that both are positive.
  public QuoteLimits {
    if (connections < 1 || !within.isPositive()) {
      throw new IllegalArgumentException("limits of quotes have to be positive");
    }
  }

  /// 4 connections, for a guest asks for one quote after the other; and 35 seconds, for the service
  /// gives itself 30.
  public static QuoteLimits standard() {
    return new QuoteLimits(4, Duration.ofSeconds(35));
  }
}

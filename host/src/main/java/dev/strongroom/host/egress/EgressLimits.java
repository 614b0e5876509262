// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.time.Duration;

/// What [EgressServer] does for an enclave at most.
///
/// @param connections at a time
/// @param requestWithin how long the enclave may take to say what it wants
/// @param connectWithin how long one address may take to accept
/// @param addresses of one name that are tried
public record EgressLimits(
    int connections, Duration requestWithin, Duration connectWithin, int addresses) {

  /// Checks that each is positive.
  public EgressLimits {
    if (connections < 1
        || addresses < 1
        || !requestWithin.isPositive()
        || !connectWithin.isPositive()) {
      throw new IllegalArgumentException("limits of egress have to be positive");
    }
  }

  /// 256 connections, 10 seconds for the request, 5 for each of 4 addresses.
  public static EgressLimits standard() {
    return new EgressLimits(256, Duration.ofSeconds(10), Duration.ofSeconds(5), 4);
  }
}

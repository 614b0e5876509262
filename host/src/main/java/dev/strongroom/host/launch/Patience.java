// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.time.Duration;

/// How long a supervisor waits for what.
///
/// @param start for the first word of an enclave that can serve, or waits for its root secret
/// @param stop for an enclave that was asked to stop, before it is asked less politely
/// @param firstPause before an enclave that ended is started again; doubled while it doesn't last
/// @param longestPause what that grows to
/// @param well an enclave that ran this long was well: pauses start over
public record Patience(
    Duration start, Duration stop, Duration firstPause, Duration longestPause, Duration well) {

  /// For real life: 30 s to start, 5 s to stop, pauses of 200 ms to 30 s, well after a minute.
  public static Patience ordinary() {
    return new Patience(
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1));
  }

  /// The same, but with this long to start.
  public Patience starting(Duration longest) {
    return new Patience(longest, stop, firstPause, longestPause, well);
  }

  Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.time.Duration;

/// How the network is used.
///
/// @param allowed whether it is at all
/// @param tries how often an address is tried that may answer later, at least once
/// @param pause before the second try; it doubles before each further one
/// @param silence how long a server may take to answer, and may send nothing
public record Network(boolean allowed, int tries, Duration pause, Duration silence) {
  /// Three tries, with half a second and a second between; 30 s of silence.
  public static final Network USUAL =
      new Network(true, 3, Duration.ofMillis(500), Duration.ofSeconds(30));

  /// Only what is on this machine.
  public static final Network OFFLINE = new Network(false, 1, Duration.ZERO, Duration.ofSeconds(1));

  /// @throws IllegalArgumentException without a try, or with a silence of no length
  public Network {
    if (tries < 1 || !silence.isPositive()) {
      throw new IllegalArgumentException("at least one try, and some time for it");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of the logs that a deployment keeps under one name, one after the other: the first has the
/// name as its origin, and each recovery starts the next as `NAME/recovered/NUMBER`.
///
/// @param name of the first
/// @param number 0 for the first
public record Generation(String name, int number) {
  /// Nobody loses a log so often.
  public static final int MOST = 100;

  private static final Pattern RECOVERED = Pattern.compile("(.+)/recovered/([1-9][0-9]{0,2})");

  /// Checks name and number.
  ///
  /// @throws IllegalArgumentException if the name is that of a recovered log, or the number is out
  ///   of range
  public Generation {
    if (RECOVERED.matcher(name).matches() || number < 0 || number > MOST) {
      throw new IllegalArgumentException("not a generation of a log");
    }
  }

  /// The generation that has this origin; empty if none can have it.
  public static Optional<Generation> of(String origin) {
    Matcher recovered = RECOVERED.matcher(origin);
    try {
      return Optional.of(
          recovered.matches()
              ? new Generation(recovered.group(1), Integer.parseInt(recovered.group(2)))
              : new Generation(origin, 0));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Of its checkpoints, and the name of its key.
  public String origin() {
    return number == 0 ? name : name + "/recovered/" + number;
  }

  /// The one after it.
  ///
  /// @throws IllegalArgumentException after the last
  public Generation next() {
    return new Generation(name, number + 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a page says is shown: these lines in this order, with any others between them. `…` stands
/// for anything within a line, and alone for any lines.
///
/// @param lines of the page
record Expectation(List<String> lines) {
  private static final String ANYTHING = "…";
  private static final Pattern CONTROLS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

  Expectation {
    lines = List.copyOf(lines);
  }

  /// The first line that isn't shown, where it ought to be; none if all are.
  Optional<String> missingIn(String shown) {
    Iterator<String> left =
        CONTROLS.matcher(shown).replaceAll("").lines().map(String::strip).iterator();
    for (String line : lines) {
      if (!line.isBlank() && !line.strip().equals(ANYTHING) && !found(pattern(line), left)) {
        return Optional.of(line.strip());
      }
    }
    return Optional.empty();
  }

  private static boolean found(Pattern wanted, Iterator<String> left) {
    while (left.hasNext()) {
      if (wanted.matcher(left.next()).matches()) {
        return true;
      }
    }
    return false;
  }

  /// How wide a column is isn't looked at.
  private static Pattern pattern(String line) {
    return Pattern.compile(
        Stream.of(line.strip().split(ANYTHING, -1))
            .map(part ->
                Stream.of(part.split("\\s+", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("\\s+")))
            .collect(Collectors.joining(".*")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import java.util.List;
import java.util.Optional;

/// Ends a text before the first of some texts, wherever the pieces it comes in are cut: what may be
/// the beginning of one is held back.
final class StopTexts {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private Optional<String> found = Optional.empty();

  /// @param stops none of them empty
  StopTexts(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /// What is certain not to be part of a stop.
  String add(String piece) {
    if (found.isPresent()) {
      return "";
    }
    held.append(piece);
    int at = first();
    if (at < 0) {
      at = held.length() - possibleBeginning();
    }
    String certain = held.substring(0, at);
    held.delete(0, at);
    return certain;
  }

  /// What was held back, and isn't part of a stop.
  String end() {
    return found.isPresent() ? "" : held.toString();
  }

  /// The stop that ended the text.
  Optional<String> found() {
    return found;
  }

  /// Where the first stop begins; of several there, the first in the list.
  private int first() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
        found = Optional.of(stop);
      }
    }
    return first;
  }

  /// How long the longest end of the text is that a stop begins with.
  private int possibleBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (stop.startsWith(held.substring(held.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}

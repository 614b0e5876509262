// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import java.util.ArrayList;
import java.util.List;

/// Cuts a text into passages that overlap, at ends of paragraphs, lines, sentences or words where
/// there are any.
final class Cutter {
  /// Of a passage, in characters.
  static final int MOST = 2000;

  /// How much of a passage the next one has as well, about.
  static final int OVERLAP = 400;

  private static final List<String> ENDS = List.of("\n\n", "\n", ". ", "! ", "? ", " ");

  private Cutter() {}

  /// A stretch of the text.
  ///
  /// @param from its first character
  /// @param to behind its last
  record Stretch(int from, int to) {}

  /// The passages, in order; blank ones are left out.
  static List<Stretch> cut(String text) {
    List<Stretch> all = new ArrayList<>();
    int from = 0;
    int behind = 0;
    while (behind < text.length()) {
      int to = Math.min(text.length(), from + MOST);
      if (to < text.length()) {
        to = end(text, Math.max(behind, from + MOST / 2), to);
      }
      if (!text.substring(from, to).isBlank()) {
        all.add(new Stretch(from, to));
      }
      behind = to;
      from = end(text, to - 2 * OVERLAP, to - OVERLAP);
    }
    return all;
  }

  /// The latest good place in a range: behind the best kind of end that is in it.
  private static int end(String text, int least, int most) {
    if (most >= text.length() || most <= 0) {
      return Math.clamp(most, 0, text.length());
    }
    for (String end : ENDS) {
      int at = text.lastIndexOf(end, most - end.length());
      if (at >= 0 && at + end.length() > least) {
        return at + end.length();
      }
    }
    // Not inside a character of two units.
    return Character.isLowSurrogate(text.charAt(most)) && most - 1 > least ? most - 1 : most;
  }
}

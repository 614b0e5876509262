// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// Text that came from outside, made safe for a terminal.
final class Printable {
  private Printable() {}

  /// `text` with every character that could move a cursor, change a colour, reorder a line or hide
  /// shown as `\\u{…}`.
  static String of(String text) {
    if (text.codePoints().allMatch(Printable::harmless)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (harmless(c)) {
            safe.appendCodePoint(c);
          } else {
            safe.append("\\u{").append(Integer.toHexString(c)).append('}');
          }
        });
    return safe.toString();
  }

  private static boolean harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}

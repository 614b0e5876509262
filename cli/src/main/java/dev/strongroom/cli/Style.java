// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Check.Outcome;

/// How outcomes look on a terminal.
///
/// @param colour whether there is any
/// @param unicode whether there are ticks and dashes
record Style(boolean colour, boolean unicode) {
  static Style of(Console console) {
    return new Style(console.colour(), console.unicode());
  }

  String mark(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> green(unicode ? "✓" : "+");
      case FAILED -> red(unicode ? "✗" : "x");
      case NOT_APPLICABLE -> unicode ? "–" : "-";
    };
  }

  String green(String text) {
    return coloured("32", text);
  }

  String red(String text) {
    return coloured("31", text);
  }

  String bold(String text) {
    return coloured("1", text);
  }

  private String coloured(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

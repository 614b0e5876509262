// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

/// Texts of a request inside messages to people.
public final class Words {
  private static final int LONGEST = 100;

  private Words() {}

  /// The text in quotes, cut off after 100 characters; what isn't printable ASCII is escaped, so
  /// that it can't pass for something else.
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(text.length() > LONGEST ? "\"…" : "\"").toString();
  }
}

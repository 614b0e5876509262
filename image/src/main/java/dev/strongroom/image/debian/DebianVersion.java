// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.util.regex.Pattern;

/// A package's version, ordered as Debian's policy manual has it (5.6.12): epoch, then upstream
/// version, then revision.
///
/// @param text such as `1:2.41-12+deb13u4`
public record DebianVersion(String text) implements Comparable<DebianVersion> {
  private static final Pattern SYNTAX =
      Pattern.compile("([0-9]{1,9}:)?[0-9A-Za-z][0-9A-Za-z.+~-]{0,199}");

  /// @throws IllegalArgumentException if a version isn't written like that
  public DebianVersion {
    if (!SYNTAX.matcher(text).matches()) {
      throw new IllegalArgumentException("no version of Debian's: \"" + text + "\"");
    }
  }

  /// The version without its epoch, as it is part of a file's name in the archive.
  public String withoutEpoch() {
    return text.substring(text.indexOf(':') + 1);
  }

  @Override
  public int compareTo(DebianVersion other) {
    int epochs = Integer.compare(epoch(), other.epoch());
    if (epochs != 0) {
      return epochs;
    }
    int upstream = compare(upstream(), other.upstream());
    return upstream == 0 ? compare(revision(), other.revision()) : upstream;
  }

  private int epoch() {
    int colon = text.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(text.substring(0, colon));
  }

  private String upstream() {
    String rest = withoutEpoch();
    int dash = rest.lastIndexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  /// No revision is the same as `0`.
  private String revision() {
    int dash = text.lastIndexOf('-');
    return dash < 0 ? "" : text.substring(dash + 1);
  }

  /// By turns a part without digits, compared by rank, and a number.
  private static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while (isText(a, i) || isText(b, j)) {
        int difference = rank(a, i) - rank(b, j);
        if (difference != 0) {
          return difference;
        }
        i++;
        j++;
      }
      int endA = digitsEnd(a, i);
      int endB = digitsEnd(b, j);
      int difference = compareNumbers(a.substring(i, endA), b.substring(j, endB));
      if (difference != 0) {
        return difference;
      }
      i = endA;
      j = endB;
    }
    return 0;
  }

  private static boolean isText(String text, int at) {
    return at < text.length() && !isDigit(text.charAt(at));
  }

  /// A tilde sorts before the end, the end (or a number) before letters, those before all others.
  private static int rank(String text, int at) {
    if (at >= text.length() || isDigit(text.charAt(at))) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == '~') {
      return -1;
    }
    boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter ? c : c + 256;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Of any length; none is zero.
  private static int compareNumbers(String a, String b) {
    String x = a.replaceAll("^0+", "");
    String y = b.replaceAll("^0+", "");
    return x.length() == y.length() ? x.compareTo(y) : Integer.compare(x.length(), y.length());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return text;
  }
}

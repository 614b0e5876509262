// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.strongroom.policy.expression.Function.global;
import static dev.strongroom.policy.expression.Function.member;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/// What expressions may do with texts. Each looks at as many characters as it says to the budget.
final class Texts {
  /// Characters of a text that an expression puts together.
  private static final int LONGEST = 4096;

  /// RE2's measure of how much a pattern costs for each character of the text.
  private static final int LARGEST_PATTERN = 1000;

  private Texts() {}

  static List<Function> functions() {
    return List.of(
        global(
            "_+_", "add_string", STRING, a -> joined((String) a[0], (String) a[1]), STRING, STRING),
        member(
            "contains",
            "contains_string",
            BOOL,
            a -> contains((String) a[0], (String) a[1]),
            STRING,
            STRING),
        member(
            "startsWith",
            "starts_with_string",
            BOOL,
            a -> starts((String) a[0], (String) a[1]),
            STRING,
            STRING),
        member(
            "endsWith",
            "ends_with_string",
            BOOL,
            a -> ends((String) a[0], (String) a[1]),
            STRING,
            STRING),
        member(
            Functions.MATCHES,
            "matches_string",
            BOOL,
            a -> matches((String) a[0], (String) a[1]),
            STRING,
            STRING),
        global("ascii", "ascii_string", BOOL, a -> ascii((String) a[0]), STRING),
        global("size", "size_string", INT, a -> size((String) a[0]), STRING),
        member("size", "string_size", INT, a -> size((String) a[0]), STRING));
  }

  /// A pattern of RE2.
  ///
  /// @throws IllegalArgumentException if it isn't one, or too large
  static Pattern pattern(String text) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a pattern of RE2: " + e.getDescription(), e);
    }
    if (pattern.programSize() > LARGEST_PATTERN) {
      throw new IllegalArgumentException("too large a pattern");
    }
    return pattern;
  }

  private static boolean matches(String text, String pattern) {
    // Compiling looks at the pattern some ten times for each of its instructions.
    spend(10L * pattern.length());
    Pattern compiled;
    try {
      compiled = pattern(pattern);
    } catch (IllegalArgumentException e) {
      throw new Fault(String.valueOf(e.getMessage()));
    }
    spend(10L * compiled.programSize() + (long) text.length() * compiled.programSize() / 16);
    return compiled.matcher(text).find();
  }

  private static String joined(String left, String right) {
    if (left.length() + right.length() > LONGEST) {
      throw new Fault("a text of more than " + LONGEST + " characters");
    }
    spend((left.length() + right.length()) / 16);
    return left + right;
  }

  private static boolean contains(String text, String part) {
    // The worst text for the worst part: each place is tried, up to the part's last character.
    spend((long) text.length() * Math.min(part.length(), text.length()) / 16);
    return text.contains(part);
  }

  private static boolean starts(String text, String part) {
    spend(part.length() / 16);
    return text.startsWith(part);
  }

  private static boolean ends(String text, String part) {
    spend(part.length() / 16);
    return text.endsWith(part);
  }

  private static boolean ascii(String text) {
    spend(text.length() / 16);
    return text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t');
  }

  private static long size(String text) {
    spend(text.length() / 16);
    return text.codePointCount(0, text.length());
  }

  private static void spend(long steps) {
    Budget.CURRENT.get().spend(steps);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Bytes as the text that a person would read, and whether it can be trusted to be what it looks
/// like.
///
/// @param text the bytes if they are UTF-8 without control characters but newline and tab, else
///   empty
/// @param ascii whether all bytes are printable ASCII, newline or tab
/// @param unsure `not-text`, `look-alikes`
public record ReadableText(String text, boolean ascii, List<String> unsure) {
  /// Scripts that are written together: one text may hold all of a group.
  private static final Set<Character.UnicodeScript> EAST_ASIAN =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.HANGUL,
          Character.UnicodeScript.BOPOMOFO);

  /// Copies the list.
  public ReadableText {
    unsure = List.copyOf(unsure);
  }

  /// Reads bytes.
  public static ReadableText of(Bytes data) {
    String text = data.asUtf8();
    if (text == null || !text.codePoints().allMatch(ReadableText::mayAppear)) {
      return new ReadableText("", false, List.of("not-text"));
    }
    boolean ascii = text.codePoints().allMatch(c -> c < 0x80);
    return new ReadableText(
        text, ascii, !ascii && deceptive(text) ? List.of("look-alikes") : List.of());
  }

  private static boolean mayAppear(int c) {
    return c == '\n' || c == '\t' || !Character.isISOControl(c);
  }

  /// Letters of scripts that aren't written together, and what isn't seen or turns the direction.
  private static boolean deceptive(String text) {
    Set<Character.UnicodeScript> scripts = EnumSet.noneOf(Character.UnicodeScript.class);
    for (int c : text.codePoints().toArray()) {
      switch (Character.getType(c)) {
        case Character.FORMAT,
            Character.UNASSIGNED,
            Character.PRIVATE_USE,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR -> {
          return true;
        }
        case Character.SPACE_SEPARATOR -> {
          if (c != ' ') {
            return true;
          }
        }
        default -> {
          if (isInvisible(c)) {
            return true;
          }
          scripts.add(Character.UnicodeScript.of(c));
        }
      }
    }
    // Letters in the dress of others, such as those for formulas, are of no script of their own.
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFKC)) {
      return true;
    }
    scripts.remove(Character.UnicodeScript.COMMON);
    scripts.remove(Character.UnicodeScript.INHERITED);
    return scripts.size() > 1 && !EAST_ASIAN.containsAll(scripts);
  }

  /// What isn't of a format category and yet isn't seen: variation selectors, fillers of Hangul,
  /// the grapheme joiner, the empty pattern of Braille.
  private static boolean isInvisible(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f)
        || (c >= 0xe0100 && c <= 0xe01ef)
        || (c >= 0x180b && c <= 0x180f)
        || c == 0x034f
        || c == 0x115f
        || c == 0x1160
        || c == 0x17b4
        || c == 0x17b5
        || c == 0x2800
        || c == 0x3164
        || c == 0xffa0;
  }
}

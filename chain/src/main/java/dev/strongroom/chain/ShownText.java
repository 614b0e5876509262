// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Whether a text is to people what it is to machines.
public final class ShownText {
  private static final Set<UnicodeScript> NEUTRAL =
      EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED);

  /// Scripts that one language writes side by side (UTS #39, 5.1).
  private static final Set<UnicodeScript> EAST_ASIAN =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.BOPOMOFO);

  private static final Set<UnicodeBlock> LATIN_OF_LANGUAGES =
      Set.of(
          UnicodeBlock.BASIC_LATIN,
          UnicodeBlock.LATIN_1_SUPPLEMENT,
          UnicodeBlock.LATIN_EXTENDED_A,
          UnicodeBlock.LATIN_EXTENDED_B,
          UnicodeBlock.LATIN_EXTENDED_ADDITIONAL);

  /// Letters of Cyrillic and Greek that look like Latin ones: a text of nothing else could be read
  /// as Latin.
  private static final String LIKE_LATIN =
      "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1"
          + "\u03a4\u03a5\u03a7\u03b1\u03b3\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4"
          + "\u03c5\u03c7"
          + "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420"
          + "\u0421\u0422\u0423\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445"
          + "\u0455\u0456\u0458\u04bb\u04cf\u0501\u050c\u051a\u051b\u051c\u051d";

  /// Letters that take no room, or look like punctuation.
  private static final String DECEPTIVE = "\u115f\u1160\u3164\uffa0\u01c0\u01c1\u01c2\u01c3";

  private ShownText() {}

  /// The text that bytes are: well-formed UTF-8 without control characters but newline and tab.
  public static Optional<String> of(Bytes bytes) {
    return Optional.ofNullable(bytes.asUtf8())
        .filter(text -> text.codePoints().noneMatch(ShownText::isControl));
  }

  /// Whether there is nothing but printable ASCII, newline and tab.
  public static boolean ascii(Bytes bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      int each = bytes.at(i);
      if (each > '~' || (each < ' ' && each != '\n' && each != '\t')) {
        return false;
      }
    }
    return true;
  }

  /// Whether it could be read as another text: letters of several scripts, letters and digits that
  /// imitate others, characters that aren't seen or that turn the direction around. It is careful
  /// rather than exact (UTS #39 has whole tables): it also finds some honest texts, and a word that
  /// looks like another one within a script it doesn't find.
  public static boolean hasLookAlikes(String text) {
    if (text.codePoints().anyMatch(ShownText::deceives)) {
      return true;
    }
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    text.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
    scripts.removeAll(NEUTRAL);
    if (scripts.stream().anyMatch(EAST_ASIAN::contains)) {
      scripts.removeAll(EAST_ASIAN);
      scripts.remove(UnicodeScript.LATIN);
      return !scripts.isEmpty();
    }
    return scripts.size() > 1 || couldBeLatin(text);
  }

  private static boolean couldBeLatin(String text) {
    int[] letters = text.codePoints().filter(Character::isLetter).toArray();
    for (int letter : letters) {
      if (LIKE_LATIN.indexOf(letter) < 0) {
        return false;
      }
    }
    return letters.length > 0;
  }

  private static boolean deceives(int point) {
    if (point < 0x80) {
      return isControl(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          true;
      default ->
          DECEPTIVE.indexOf(point) >= 0
              || standsForAnother(point)
              || (UnicodeScript.of(point) == UnicodeScript.LATIN
                  && !LATIN_OF_LANGUAGES.contains(UnicodeBlock.of(point)));
    };
  }

  /// Such as the letters of mathematics and of full width.
  private static boolean standsForAnother(int point) {
    return !Normalizer.isNormalized(Character.toString(point), Normalizer.Form.NFKC);
  }

  private static boolean isControl(int point) {
    return Character.getType(point) == Character.CONTROL && point != '\n' && point != '\t';
  }
}

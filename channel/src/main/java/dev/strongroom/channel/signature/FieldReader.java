// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.util.Base64;

/// Reads the pieces of structured fields (RFC 9651, section 4.2) in the one form in which they are
/// written (section 4.1): no spaces that needn't be there, no leading zeros, base64 with its
/// padding.
final class FieldReader {
  /// Of a whole field, in characters.
  static final int LONGEST = 4096;

  private static final int MOST_DIGITS = 15;
  private static final int LONGEST_KEY = 64;

  private final String text;
  private int at;

  FieldReader(String text) throws RefusedRequestException {
    if (text.length() > LONGEST) {
      throw malformed("a field is longer than " + LONGEST + " characters");
    }
    this.text = text;
  }

  /// A key (section 3.1.2).
  String key() throws RefusedRequestException {
    int start = at;
    while (at < text.length() && isOfKey(text.charAt(at), at == start)) {
      at++;
    }
    if (at == start || at - start > LONGEST_KEY) {
      throw malformed("a key is needed");
    }
    return text.substring(start, at);
  }

  private static boolean isOfKey(char c, boolean first) {
    boolean always = (c >= 'a' && c <= 'z') || c == '*';
    return always || (!first && ((c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'));
  }

  /// A string (section 3.3.3).
  String string() throws RefusedRequestException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (!take('"')) {
      char c = next();
      if (c == '\\') {
        c = next();
        if (c != '"' && c != '\\') {
          throw malformed("an escape in a string");
        }
      } else if (c < ' ' || c > '~') {
        throw malformed("a character in a string");
      }
      value.append(c);
    }
    return value.toString();
  }

  /// An integer (section 3.3.1) that isn't negative.
  long integer() throws RefusedRequestException {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    int digits = at - start;
    if (digits == 0
        || digits > MOST_DIGITS
        || (digits > 1 && text.charAt(start) == '0')
        || (at < text.length() && text.charAt(at) == '.')) {
      throw malformed("a whole number is needed");
    }
    return Long.parseLong(text.substring(start, at));
  }

  /// A byte sequence (section 3.3.5).
  Bytes bytes() throws RefusedRequestException {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw malformed("a byte sequence that doesn't end");
    }
    String encoded = text.substring(at, end);
    at = end + 1;
    try {
      byte[] decoded = Base64.getDecoder().decode(encoded);
      if (Base64.getEncoder().encodeToString(decoded).equals(encoded)) {
        return Bytes.copyOf(decoded);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw malformed("a byte sequence that isn't base64");
  }

  /// Whether a string is next.
  boolean atString() {
    return at < text.length() && text.charAt(at) == '"';
  }

  /// Whether the field ends here.
  boolean atEnd() {
    return at == text.length();
  }

  /// Takes a character, if it is next.
  boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  /// Takes a character.
  void expect(char c) throws RefusedRequestException {
    if (!take(c)) {
      throw malformed("'" + c + "' is needed at " + at);
    }
  }

  /// Makes sure that nothing follows.
  void end() throws RefusedRequestException {
    if (!atEnd()) {
      throw malformed("something follows at " + at);
    }
  }

  private char next() throws RefusedRequestException {
    if (atEnd()) {
      throw malformed("a string that doesn't end");
    }
    return text.charAt(at++);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static RefusedRequestException malformed(String what) {
    return new RefusedRequestException(Refusal.MALFORMED, what);
  }
}

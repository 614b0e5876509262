// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Typed access to the members of a JSON object. Complaints name the member, never its value.
///
/// @param members by name; values are maps, lists, strings, booleans, longs or doubles
record LineFields(Map<String, Object> members) {
  private static final int MAX_TEXT = 1000;
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2}){1,1024}");

  Optional<LineFields> object(String name) throws MalformedControlException {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonObject(Map<String, Object> inner))) {
      throw MalformedControlException.malformed(name + " isn't an object");
    }
    return Optional.of(new LineFields(inner));
  }

  String text(String name) throws MalformedControlException {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  /// Printable text of 1 to 1000 characters.
  Optional<String> optionalText(String name) throws MalformedControlException {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || text.isBlank() || text.length() > MAX_TEXT) {
      throw MalformedControlException.malformed(name + " isn't a short text");
    }
    if (!text.codePoints().allMatch(LineFields::printable)) {
      throw MalformedControlException.malformed(name + " holds characters that aren't printable");
    }
    return Optional.of(text);
  }

  Optional<String> optionalHex(String name) throws MalformedControlException {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text) || !HEX.matcher(text).matches()) {
      throw MalformedControlException.malformed(name + " isn't lower-case hexadecimal");
    }
    return Optional.of(text);
  }

  boolean flag(String name) throws MalformedControlException {
    if (!(members.get(name) instanceof Boolean flag)) {
      throw MalformedControlException.malformed(name + " isn't true or false");
    }
    return flag;
  }

  /// A whole number from 0 on.
  long count(String name) throws MalformedControlException {
    if (!(members.get(name) instanceof Long number) || number < 0) {
      throw MalformedControlException.malformed(name + " isn't a whole number from 0 on");
    }
    return number;
  }

  private static MalformedControlException missing(String name) {
    return MalformedControlException.malformed(name + " is missing");
  }

  /// Whatever could move a cursor, reorder a line or hide isn't.
  private static boolean printable(int codePoint) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The arguments of a call, as the protocol's library read them.
///
/// @param values by name
record Arguments(Map<String, Object> values) {
  private static final Pattern KEY = Pattern.compile("(?![.]+$)[A-Za-z0-9._:-]{1,128}");
  private static final int DEEPEST = 32;
  private static final long GREATEST = (1L << 53) - 1;

  /// A text that has to be there.
  String text(String name) throws UnusableArgumentException {
    return optional(name).orElseThrow(() -> new UnusableArgumentException(name + " is missing"));
  }

  /// A text that may be missing.
  Optional<String> optional(String name) throws UnusableArgumentException {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text)) {
      throw new UnusableArgumentException(name + " has to be a text");
    }
    return Optional.of(whole(name, text));
  }

  /// A key's id, safe in a path.
  String key() throws UnusableArgumentException {
    String key = text("key");
    if (!KEY.matcher(key).matches()) {
      throw new UnusableArgumentException("key isn't the id of a key");
    }
    return key;
  }

  /// A whole number that may be missing.
  long number(String name, long least, long most, long otherwise) throws UnusableArgumentException {
    Object value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Integer || value instanceof Long)
        || ((Number) value).longValue() < least
        || ((Number) value).longValue() > most) {
      throw new UnusableArgumentException(name + " is a number from " + least + " to " + most);
    }
    return ((Number) value).longValue();
  }

  /// An object that has to be there.
  Object object(String name) throws UnusableArgumentException {
    if (!(values.get(name) instanceof Map<?, ?> map)) {
      throw new UnusableArgumentException(name + " has to be an object");
    }
    return plain(name, map, 0);
  }

  /// Hexadecimal digits, with or without 0x.
  String hex(String name) throws UnusableArgumentException {
    String text = text(name).strip();
    try {
      return Bytes.fromHex(text.startsWith("0x") ? text.substring(2) : text).hex();
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(name + " has to be hexadecimal digits");
    }
  }

  /// The same value, of what canonical JSON can hold: no null, no fractions.
  private static Object plain(String name, Object value, int depth)
      throws UnusableArgumentException {
    if (depth > DEEPEST) {
      throw new UnusableArgumentException(name + " is too deep");
    }
    return switch (value) {
      case Map<?, ?> map -> copy(name, map, depth);
      case List<?> list -> copy(name, list, depth);
      case String text -> whole(name, text);
      case Boolean flag -> flag;
      case Integer number -> number.longValue();
      case Long number when number <= GREATEST && number >= -GREATEST -> number;
      default ->
          throw new UnusableArgumentException(
              name + " has a number in it that has to be a text: beyond 53 bits, or a fraction");
    };
  }

  private static Map<String, Object> copy(String name, Map<?, ?> map, int depth)
      throws UnusableArgumentException {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      copy.put(
          whole(name, String.valueOf(member.getKey())), present(name, member.getValue(), depth));
    }
    return copy;
  }

  private static List<Object> copy(String name, List<?> list, int depth)
      throws UnusableArgumentException {
    List<Object> copy = new ArrayList<>();
    for (Object item : list) {
      copy.add(present(name, item, depth));
    }
    return copy;
  }

  private static String whole(String name, String text) throws UnusableArgumentException {
    if (text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
      throw new UnusableArgumentException(name + " has half a character in it");
    }
    return text;
  }

  private static Object present(String name, @Nullable Object value, int depth)
      throws UnusableArgumentException {
    if (value == null) {
      throw new UnusableArgumentException(name + " has null in it");
    }
    return plain(name, value, depth + 1);
  }
}

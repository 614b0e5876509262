// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// JSON in its one canonical form (RFC 8785): members in the order of their names' UTF-16 units, no
/// spaces, the shortest escapes. Values are maps, lists, strings, booleans and whole numbers that a
/// double holds exactly; there is no null and no fraction.
public final class CanonicalJson {
  /// The greatest number, and its opposite the least (RFC 8785, 3.2.2.3, and RFC 7493, 2.2).
  public static final long GREATEST = (1L << 53) - 1;

  private static final String HEX = "0123456789abcdef";

  private CanonicalJson() {}

  /// What is signed of a value: a label that says what kind of value it is, a zero byte, and the
  /// canonical JSON.
  ///
  /// @param label ASCII
  public static Bytes labelled(String label, Object value) {
    byte[] head = (label + "\0").getBytes(StandardCharsets.US_ASCII);
    Bytes rest = encode(value);
    return Bytes.copyOf(
        ByteBuffer.allocate(head.length + rest.length()).put(head).put(rest.toByteArray()).array());
  }

  /// Writes a value.
  ///
  /// @param value maps with text keys, lists, strings, booleans, longs and integers
  /// @throws IllegalArgumentException if it holds anything else, a number that is too great, or
  ///   text with half of a surrogate pair
  public static Bytes encode(Object value) {
    return Bytes.utf8(text(value));
  }

  /// The same as text.
  public static String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /// Reads a value and makes sure that it came in this form.
  ///
  /// @throws MalformedJsonException if it didn't
  public static JsonNode parse(Bytes encoded) throws MalformedJsonException {
    String text = encoded.asUtf8();
    if (text == null) {
      throw new MalformedJsonException("", "not UTF-8");
    }
    JsonNode node = JsonNode.parse(text);
    try {
      if (encode(node.value()).equals(encoded)) {
        return node;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("", String.valueOf(e.getMessage()));
    }
    throw new MalformedJsonException("", "not in canonical form (RFC 8785)");
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map -> object(map, out);
      case List<?> list -> {
        out.append('[');
        String separator = "";
        for (Object item : list) {
          out.append(separator);
          write(item, out);
          separator = ",";
        }
        out.append(']');
      }
      case String text -> string(text, out);
      case Boolean flag -> out.append(flag.booleanValue());
      case Integer number -> out.append(number.intValue());
      case Long number -> {
        if (number > GREATEST || number < -GREATEST) {
          throw new IllegalArgumentException("a number beyond 53 bits");
        }
        out.append(number.longValue());
      }
      default ->
          throw new IllegalArgumentException(value.getClass().getSimpleName() + " isn't JSON here");
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put((String) name, value));
    out.append('{');
    String separator = "";
    for (Map.Entry<String, Object> member : sorted.entrySet()) {
      out.append(separator);
      string(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      // What needs no escape is written at once.
      out.append(text, plain, i);
      if (Character.isSurrogate(c)) {
        i = pair(text, i, out);
      } else {
        escape(c, out);
      }
      plain = i + 1;
    }
    out.append(text, plain, text.length()).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
    }
  }

  private static int pair(String text, int at, StringBuilder out) {
    if (!Character.isHighSurrogate(text.charAt(at))
        || at + 1 == text.length()
        || !Character.isLowSurrogate(text.charAt(at + 1))) {
      throw new IllegalArgumentException("half of a surrogate pair");
    }
    out.append(text, at, at + 2);
    return at + 1;
  }
}

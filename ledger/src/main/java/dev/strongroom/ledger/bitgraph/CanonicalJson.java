// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.bitgraph.ProofJson.Nothing;
import dev.strongroom.ledger.bitgraph.ProofJson.Numeral;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// JSON as these proofs' makers sign it: what JavaScript's `JSON.stringify` writes for objects
/// whose keys were sorted, in UTF-8.
final class CanonicalJson {
  /// Whole numbers that JavaScript writes as they are. Others are written by rules of its own.
  private static final Pattern SAFE = Pattern.compile("0|-?[1-9][0-9]{0,14}");

  /// Keys that JavaScript takes for array indices, and puts first.
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  private static final Comparator<String> KEYS =
      Comparator.comparing((String key) -> !INDEX.matcher(key).matches())
          .thenComparingLong(key -> INDEX.matcher(key).matches() ? Long.parseLong(key) : 0L)
          .thenComparing(Comparator.naturalOrder());

  private final StringBuilder out = new StringBuilder();
  private boolean sure = true;

  private CanonicalJson() {}

  /// The bytes; empty where there are numbers of which it isn't sure how they would be written.
  static Optional<Bytes> of(Object value) {
    CanonicalJson json = new CanonicalJson();
    json.write(value);
    return json.sure ? Optional.of(Bytes.utf8(json.out.toString())) : Optional.empty();
  }

  private void write(Object value) {
    switch (value) {
      case Map<?, ?> members -> object(members);
      case List<?> items -> {
        out.append('[');
        String comma = "";
        for (Object item : items) {
          out.append(comma);
          write(item);
          comma = ",";
        }
        out.append(']');
      }
      case String text -> string(text);
      case Boolean flag -> out.append(flag);
      case Nothing _ -> out.append("null");
      case Numeral(String text) -> {
        sure &= SAFE.matcher(text).matches();
        out.append(text);
      }
      default -> throw new IllegalArgumentException("not of JSON: " + value.getClass());
    }
  }

  private void object(Map<?, ?> members) {
    out.append('{');
    String comma = "";
    SortedMap<String, Object> sorted = new TreeMap<>(KEYS);
    members.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    for (Map.Entry<String, Object> member : sorted.entrySet()) {
      out.append(comma);
      string(member.getKey());
      out.append(':');
      write(member.getValue());
      comma = ",";
    }
    out.append('}');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(escaped(c));
      }
    }
    out.append('"');
  }

  private static String escaped(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c < ' ' || Character.isSurrogate(c)
              ? "\\u" + String.format(Locale.ROOT, "%04x", (int) c)
              : String.valueOf(c);
    };
  }
}

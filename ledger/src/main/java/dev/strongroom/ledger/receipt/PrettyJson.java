// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON for people: members in the order in which they were put, two spaces for each level.
public final class PrettyJson {
  private PrettyJson() {}

  /// Writes a value as [CanonicalJson#text] takes it, with a line feed at its end.
  ///
  /// @throws IllegalArgumentException as it does
  public static String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.append('\n').toString();
  }

  private static void write(Object value, String line, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String separator = "{";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          out.append(separator).append(line).append("  ");
          out.append(CanonicalJson.text(String.valueOf(member.getKey()))).append(": ");
          write(present(member.getValue()), line + "  ", out);
          separator = ",";
        }
        out.append(line).append('}');
      }
      case List<?> list when !list.isEmpty() -> items(list, line, out);
      default -> out.append(CanonicalJson.text(value));
    }
  }

  private static void items(Collection<?> list, String line, StringBuilder out) {
    String separator = "[";
    for (Object item : list) {
      out.append(separator).append(line).append("  ");
      write(item, line + "  ", out);
      separator = ",";
    }
    out.append(line).append(']');
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("there is no null");
    }
    return value;
  }
}

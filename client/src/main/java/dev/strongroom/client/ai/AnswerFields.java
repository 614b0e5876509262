// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The header fields of an answer that are about the answer.
final class AnswerFields {
  /// Those of one connection (RFC 9110, section 7.6.1), and those that frame a body on it.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "date",
          "server");

  private AnswerFields() {}

  /// Without the connection's own, and without what isn't ASCII.
  static List<Field> of(Map<String, List<String>> headers) {
    List<Field> fields = new ArrayList<>();
    headers.forEach((name, values) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!OF_THE_CONNECTION.contains(lower)) {
        values.forEach(value -> add(lower, value, fields));
      }
    });
    return fields;
  }

  /// Whether a field is about the answer.
  static boolean isOfTheAnswer(Field field) {
    return !OF_THE_CONNECTION.contains(field.name());
  }

  private static void add(String name, String value, List<Field> fields) {
    try {
      fields.add(new Field(name, value));
    } catch (IllegalArgumentException e) {
      // Nothing that a client of a model reads.
    }
  }
}

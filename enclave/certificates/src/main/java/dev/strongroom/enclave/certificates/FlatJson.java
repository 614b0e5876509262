// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.io.StringWriter;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON: objects of texts, numbers, truths, lists and further objects.
final class FlatJson {
  private static final JsonFactory JSON = new JsonFactory();

  private FlatJson() {}

  static String text(Map<String, ?> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      object(json, members);
    }
    return text.toString();
  }

  private static void object(JsonGenerator json, Map<?, ?> members) {
    json.writeStartObject();
    members.forEach((name, value) -> {
      json.writeName(String.valueOf(name));
      value(json, value);
    });
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, Object value) {
    switch (value) {
      case Map<?, ?> inner -> object(json, inner);
      case Iterable<?> items -> {
        json.writeStartArray();
        items.forEach(item -> value(json, item));
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case Number number -> json.writeNumber(number.longValue());
      default -> json.writeString(String.valueOf(value));
    }
  }
}

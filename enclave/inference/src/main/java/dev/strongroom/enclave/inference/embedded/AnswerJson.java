// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// JSON of answers.
final class AnswerJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private AnswerJson() {}

  /// Writes members.
  interface Members {
    void write(JsonGenerator json);
  }

  /// An object.
  static String object(Members members) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return out.toString();
  }

  /// An object as an event of a stream (HTML Living Standard, 9.2).
  static String event(Members members) {
    return "data: " + object(members) + "\n\n";
  }

  /// The same with a name, which its member `type` repeats.
  static String event(String type, Members members) {
    return "event: "
        + type
        + "\n"
        + event(json -> {
          json.writeStringProperty("type", type);
          members.write(json);
        });
  }

  /// A member that is an object.
  static void object(JsonGenerator json, String name, Members members) {
    json.writeObjectPropertyStart(name);
    members.write(json);
    json.writeEndObject();
  }

  /// A member that is a list of one object.
  static void single(JsonGenerator json, String name, Members members) {
    json.writeArrayPropertyStart(name);
    json.writeStartObject();
    members.write(json);
    json.writeEndObject();
    json.writeEndArray();
  }
}

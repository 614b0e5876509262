// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.log;

import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A kind of line in the log, declared before the first request. Thread-safe.
public final class LogEvent {
  private static final JsonFactory JSON = new JsonFactory();

  private final EnclaveLog log;
  private final Level level;
  private final String name;
  private final List<LogField> fields;

  LogEvent(EnclaveLog log, Level level, String name, List<LogField> fields) {
    this.log = log;
    this.level = level;
    this.name = name;
    this.fields = fields;
  }

  /// Writes a line.
  ///
  /// @param values of the declared fields, in their order: a `Number`, else text
  /// @throws IllegalArgumentException if there are more or fewer, or one is of the wrong type
  public void write(Object... values) {
    if (values.length != fields.size()) {
      throw new IllegalArgumentException(name + " has " + fields.size() + " fields");
    }
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("log");
      json.writeStringProperty("time", log.now().toString());
      json.writeStringProperty("level", level.getName().toLowerCase(Locale.ROOT));
      json.writeStringProperty("event", name);
      for (int i = 0; i < values.length; i++) {
        field(json, fields.get(i), values[i]);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    log.line(line.toString());
  }

  private static void field(JsonGenerator json, LogField field, Object value) {
    json.writeName(field.name());
    switch (field) {
      case LogField.Numeric _ when value instanceof Double number -> json.writeNumber(number);
      case LogField.Numeric _ when value instanceof Number number ->
          json.writeNumber(number.longValue());
      case LogField.Word word when value instanceof String text ->
          json.writeString(word.words().contains(text) ? text : "other");
      case LogField.Text text when value instanceof String written ->
          json.writeString(
              written.length() > text.longest() ? written.substring(0, text.longest()) : written);
      default ->
          throw new IllegalArgumentException(
              field.name() + " can't be a " + value.getClass().getSimpleName());
    }
  }
}

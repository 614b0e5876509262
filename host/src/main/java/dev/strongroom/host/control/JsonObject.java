// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// A JSON object that came from an enclave: no member twice, no null, bounded depth.
///
/// @param members in their order; values are objects, lists, strings, booleans, longs or doubles
record JsonObject(Map<String, Object> members) {
  private static final int MAX_DEPTH = 8;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(LineReader.MAX_LINE)
                  .build())
          .build();

  static JsonObject parse(String line) throws MalformedControlException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw MalformedControlException.malformed("a line that isn't a JSON object");
      }
      JsonObject object = object(parser);
      if (parser.nextToken() != null) {
        throw MalformedControlException.malformed("a line with text after its object");
      }
      return object;
    } catch (JacksonException e) {
      // Its message quotes the input, which has no business in the host's log.
      throw MalformedControlException.malformed("a line that isn't JSON");
    }
  }

  private static JsonObject object(JsonParser parser) throws MalformedControlException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new JsonObject(members);
  }

  private static Object value(JsonParser parser) throws MalformedControlException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> number(parser.getDoubleValue());
      default -> throw MalformedControlException.malformed("a line with null in it");
    };
  }

  private static double number(double value) throws MalformedControlException {
    if (!Double.isFinite(value)) {
      throw MalformedControlException.malformed("a number without bounds");
    }
    return value;
  }

  /// On one line, in printable ASCII.
  String text() {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
      write(json, this);
    }
    // The one control character that JSON lets through; outside of strings there is none.
    return line.toString().replace("\u007f", "\\u007f");
  }

  private static void write(JsonGenerator json, Object value) {
    switch (value) {
      case JsonObject(Map<String, Object> members) -> {
        json.writeStartObject();
        members.forEach((name, member) -> {
          json.writeName(name);
          write(json, member);
        });
        json.writeEndObject();
      }
      case List<?> items -> {
        json.writeStartArray();
        items.forEach(item -> write(json, item));
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      default -> throw new IllegalStateException("no JSON value: " + value.getClass());
    }
  }
}

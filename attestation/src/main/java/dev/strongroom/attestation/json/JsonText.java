// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Turns JSON text into maps and lists that can't be changed, strings, booleans and longs;
/// duplicate keys, fractions, null and anything after the value are refused.
final class JsonText {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_LENGTH = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(MAX_LENGTH)
                  .build())
          .build();

  private JsonText() {}

  /// @param nulls whether members may be null, which leaves them out
  static Object parse(String text, boolean nulls) throws MalformedJsonException {
    if (text.length() > MAX_LENGTH) {
      throw new MalformedJsonException("", "longer than " + MAX_LENGTH + " characters");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = value(parser, nulls);
      if (parser.nextToken() != null) {
        throw unexpected(parser, "text after the end");
      }
      return value;
    } catch (JacksonException e) {
      throw new MalformedJsonException(
          "", "not JSON: " + e.getOriginalMessage() + at(e.getLocation()));
    }
  }

  /// A reader of bytes under the same limits.
  static JsonParser parser(ObjectReadContext context, byte[] bytes) {
    return FACTORY.createParser(context, bytes);
  }

  private static Object value(JsonParser parser, boolean nulls) throws MalformedJsonException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw unexpected(parser, "nothing");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          if (parser.nextToken() != JsonToken.VALUE_NULL || !nulls) {
            members.put(name, value(parser, nulls));
          }
        }
        yield Collections.unmodifiableMap(members);
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, nulls));
        }
        yield Collections.unmodifiableList(items);
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> throw unexpected(parser, "null or a number with a fraction");
    };
  }

  private static MalformedJsonException unexpected(JsonParser parser, String what) {
    return new MalformedJsonException("", what + at(parser.currentTokenLocation()));
  }

  /// Where in the text; limits that were exceeded come without a place.
  private static String at(@Nullable TokenStreamLocation location) {
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}

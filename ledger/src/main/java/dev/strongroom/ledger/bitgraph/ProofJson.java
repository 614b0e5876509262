// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.ledger.MalformedLedgerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON into maps, lists, strings, booleans, [Numeral]s and [Nothing]: unlike the reader of
/// policies it takes any JSON, since unsigned parts may hold anything; duplicate keys are refused.
final class ProofJson {
  static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_DEPTH = 32;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(MAX_LENGTH)
                  .build())
          .build();

  /// A number as it is written.
  record Numeral(String text) {}

  /// JSON's null.
  enum Nothing {
    NULL
  }

  private ProofJson() {}

  static Object parse(String text) throws MalformedLedgerException {
    if (text.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("longer than a mebibyte");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new MalformedLedgerException("text behind the JSON");
      }
      return value;
    } catch (JacksonException e) {
      throw new MalformedLedgerException("not JSON: " + e.getOriginalMessage());
    }
  }

  private static Object value(JsonParser parser) throws MalformedLedgerException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new MalformedLedgerException("the JSON ends early");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
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
      case VALUE_NULL -> Nothing.NULL;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
      default -> throw new MalformedLedgerException("JSON with an odd value");
    };
  }
}

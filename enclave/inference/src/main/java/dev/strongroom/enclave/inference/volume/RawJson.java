// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
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

/// Takes JSON apart without changing it: what is kept comes back byte for byte, fractions and nulls
/// included. Members that are there twice are refused, wherever they are.
public final class RawJson {
  private static final int DEEPEST = 128;
  private static final int MOST = 100_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private RawJson() {}

  /// The members of an object, in their order, each value as it is written.
  ///
  /// @throws HistoryRefusedException if it isn't one, or something is behind it
  public static Map<String, Bytes> members(Bytes json) throws HistoryRefusedException {
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw HistoryRefusedException.malformed("a JSON object is needed");
      }
      Map<String, Bytes> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (!isUnicode(name)) {
          throw HistoryRefusedException.malformed("a name isn't Unicode");
        }
        parser.nextToken();
        members.put(name, value(parser, json));
        most(members.size());
      }
      end(parser);
      return members;
    } catch (JacksonException e) {
      // The parser's own words may quote the request.
      throw HistoryRefusedException.malformed("not JSON");
    }
  }

  /// The items of a list, each as it is written.
  ///
  /// @throws HistoryRefusedException if it isn't one, or something is behind it
  public static List<Bytes> items(Bytes json) throws HistoryRefusedException {
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw HistoryRefusedException.malformed("a list is needed");
      }
      List<Bytes> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser, json));
        most(items.size());
      }
      end(parser);
      return items;
    } catch (JacksonException e) {
      throw HistoryRefusedException.malformed("not JSON");
    }
  }

  /// A text.
  ///
  /// @throws HistoryRefusedException if it isn't one, or one of more than so many characters, or
  ///   not Unicode
  public static String text(Bytes json, int most) throws HistoryRefusedException {
    try (JsonParser parser = parser(json)) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        String text = parser.getString();
        if (isUnicode(text) && text.length() <= most) {
          return text;
        }
      }
    } catch (JacksonException e) {
      // Refused below.
    }
    throw HistoryRefusedException.malformed("a text of at most " + most + " characters is needed");
  }

  /// Whether a value is this literal: `true`, `false` or `null`.
  public static boolean is(Bytes json, String literal) {
    return json.equals(Bytes.utf8(literal));
  }

  /// Whether a value is a text.
  public static boolean isText(Bytes json) {
    return !json.isEmpty() && json.at(0) == '"';
  }

  /// Whether a value is a list.
  public static boolean isList(Bytes json) {
    return !json.isEmpty() && json.at(0) == '[';
  }

  /// Half of a surrogate pair would become a question mark.
  private static boolean isUnicode(String text) {
    return text.equals(Bytes.utf8(text).asUtf8());
  }

  private static JsonParser parser(Bytes json) {
    return JSON.createParser(ObjectReadContext.empty(), json.toByteArray());
  }

  /// The value that the parser is at.
  private static Bytes value(JsonParser parser, Bytes json) throws HistoryRefusedException {
    long from = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long to = parser.currentLocation().getByteOffset();
    // Other encodings than UTF-8 have no places in bytes.
    if (from < 0 || to <= from || to > json.length()) {
      throw HistoryRefusedException.malformed("not JSON in UTF-8");
    }
    return json.slice(Math.toIntExact(from), Math.toIntExact(to));
  }

  private static void most(int count) throws HistoryRefusedException {
    if (count > MOST) {
      throw HistoryRefusedException.malformed("more than " + MOST + " values");
    }
  }

  private static void end(JsonParser parser) throws HistoryRefusedException {
    if (parser.nextToken() != null) {
      throw HistoryRefusedException.malformed("something is behind the JSON");
    }
  }
}

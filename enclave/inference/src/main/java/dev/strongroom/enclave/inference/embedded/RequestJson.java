// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A value in a request with its place. Members that are null count as absent.
///
/// @param value a map, list, text, truth value, whole number or fraction
/// @param place such as `messages[0].content`
record RequestJson(Object value, String place) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxNumberLength(64)
                  .maxDocumentLength(16 << 20)
                  .build())
          .build();

  /// Reads a request's body.
  ///
  /// @throws Refusal if it isn't a JSON object
  static RequestJson parse(Bytes body) throws Refusal {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body.toByteArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notJson();
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw notJson();
      }
      return new RequestJson(value, "");
    } catch (JacksonException _) {
      // Its message quotes the text.
      throw notJson();
    }
  }

  private static Refusal notJson() {
    return new Refusal(400, "invalid_json", "", "the body isn't a JSON object");
  }

  private static Object value(JsonParser parser) throws Refusal {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield Collections.unmodifiableList(items);
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      // In a list; as a member it is left out.
      default -> throw notJson();
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws Refusal {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        members.put(name, value(parser));
      }
    }
    return Collections.unmodifiableMap(members);
  }

  /// One too great for a long is as good as infinite here.
  private static Object whole(JsonParser parser) {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) Double.POSITIVE_INFINITY
        : (Object) parser.getLongValue();
  }

  /// Refuses members that aren't known.
  void onlyMembers(Set<String> known) throws Refusal {
    for (Object name : object().keySet()) {
      if (!known.contains(String.valueOf(name))) {
        throw Refusal.unsupported(placed(String.valueOf(name)));
      }
    }
  }

  Optional<RequestJson> optional(String name) throws Refusal {
    Object found = object().get(name);
    return found == null ? Optional.empty() : Optional.of(new RequestJson(found, placed(name)));
  }

  RequestJson member(String name) throws Refusal {
    return optional(name)
        .orElseThrow(() ->
            new Refusal(
                400, "missing_required_parameter", placed(name), placed(name) + " is missing"));
  }

  /// The member's text, or another one.
  String text(String name, String otherwise) throws Refusal {
    Optional<RequestJson> member = optional(name);
    return member.isPresent() ? member.get().text() : otherwise;
  }

  boolean flag(String name) throws Refusal {
    Optional<RequestJson> member = optional(name);
    if (member.isEmpty()) {
      return false;
    }
    if (!(member.get().value instanceof Boolean flag)) {
      throw Refusal.invalid(member.get().place, "true or false");
    }
    return flag;
  }

  /// The member's number, or another one.
  double number(String name, double least, double most, double otherwise) throws Refusal {
    Optional<RequestJson> member = optional(name);
    return member.isPresent() ? member.get().number(least, most) : otherwise;
  }

  /// A number in a range.
  double number(double least, double most) throws Refusal {
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw Refusal.invalid(place, "a number from " + least + " to " + most);
  }

  /// The member's whole number, or another one.
  long whole(String name, long least, long most, long otherwise) throws Refusal {
    Optional<RequestJson> member = optional(name);
    return member.isPresent() ? member.get().whole(least, most) : otherwise;
  }

  /// A whole number in a range.
  long whole(long least, long most) throws Refusal {
    if (value instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw Refusal.invalid(place, "a whole number from " + least + " to " + most);
  }

  String text() throws Refusal {
    if (!(value instanceof String text)) {
      throw Refusal.invalid(place, "a text");
    }
    return text;
  }

  boolean isText() {
    return value instanceof String;
  }

  List<RequestJson> items() throws Refusal {
    if (!(value instanceof List<?> list)) {
      throw Refusal.invalid(place, "a list");
    }
    List<RequestJson> items = new ArrayList<>();
    for (Object item : list) {
      items.add(new RequestJson(item, place + "[" + items.size() + "]"));
    }
    return items;
  }

  Set<String> names() throws Refusal {
    Map<String, Boolean> names = new LinkedHashMap<>();
    object().keySet().forEach(name -> names.put(String.valueOf(name), true));
    return names.keySet();
  }

  private Map<?, ?> object() throws Refusal {
    if (!(value instanceof Map<?, ?> members)) {
      throw Refusal.invalid(place.isEmpty() ? "body" : place, "an object");
    }
    return members;
  }

  private String placed(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  /// Its place only: a log or an exception has no business with the rest.
  @Override
  public String toString() {
    return "RequestJson[" + place + "]";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A value in JSON text together with its place, so that every complaint says where.
///
/// @param value a map, list, string, boolean or long
/// @param place such as `image.require[0].pcr0`; empty for the text as a whole
public record JsonNode(Object value, String place) {

  /// Reads text: no duplicate keys, no null, no fractions, nothing after the value.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static JsonNode parse(String text) throws MalformedJsonException {
    return new JsonNode(JsonText.parse(text, false), "");
  }

  /// Reads text of others, in which a member that is null counts as absent; as strict otherwise.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static JsonNode parseWithNulls(String text) throws MalformedJsonException {
    return new JsonNode(JsonText.parse(text, true), "");
  }

  /// The member `name`.
  public JsonNode member(String name) throws MalformedJsonException {
    return optional(name).orElseThrow(() -> error("\"" + name + "\" is missing"));
  }

  /// The member `name`, if it is there.
  public Optional<JsonNode> optional(String name) throws MalformedJsonException {
    Object found = object().get(name);
    return found == null
        ? Optional.empty()
        : Optional.of(new JsonNode(found, place.isEmpty() ? name : place + "." + name));
  }

  /// The object's keys.
  public Set<String> names() throws MalformedJsonException {
    return new LinkedHashSet<>(object().keySet().stream().map(String::valueOf).toList());
  }

  /// Refuses members other than `known`.
  public void onlyMembers(Set<String> known) throws MalformedJsonException {
    Set<String> unknown = new HashSet<>(names());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw error("unknown: " + String.join(", ", unknown.stream().sorted().toList()));
    }
  }

  /// The items of a list that isn't empty.
  public List<JsonNode> items() throws MalformedJsonException {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw error("a list with at least one item is needed");
    }
    List<JsonNode> items = new ArrayList<>();
    for (Object item : list) {
      items.add(new JsonNode(item, place + "[" + items.size() + "]"));
    }
    return items;
  }

  /// A text that isn't blank.
  public String text() throws MalformedJsonException {
    if (!(value instanceof String text) || text.isBlank()) {
      throw error("a text is needed");
    }
    return text;
  }

  /// A text, which may be blank.
  public String anyText() throws MalformedJsonException {
    if (!(value instanceof String text)) {
      throw error("a text is needed");
    }
    return text;
  }

  /// A whole number from `least` to `most`.
  public int integer(int least, int most) throws MalformedJsonException {
    if (!(value instanceof Long number) || number < least || number > most) {
      throw error("a whole number from " + least + " to " + most + " is needed");
    }
    return Math.toIntExact(number);
  }

  /// True or false.
  public boolean flag() throws MalformedJsonException {
    if (!(value instanceof Boolean flag)) {
      throw error("true or false is needed");
    }
    return flag;
  }

  /// A complaint about this place.
  public MalformedJsonException error(String message) {
    return new MalformedJsonException(place, message);
  }

  private Map<?, ?> object() throws MalformedJsonException {
    if (!(value instanceof Map<?, ?> members)) {
      throw error("an object is needed");
    }
    return members;
  }
}

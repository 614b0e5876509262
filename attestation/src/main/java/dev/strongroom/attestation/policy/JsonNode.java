// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A value in a policy file together with its place, so that every complaint says where.
record JsonNode(Object value, String place) {

  /// The member `name`.
  JsonNode member(String name) throws MalformedPolicyException {
    return optional(name).orElseThrow(() -> error("\"" + name + "\" is missing"));
  }

  /// The member `name`, if it is there.
  Optional<JsonNode> optional(String name) throws MalformedPolicyException {
    Object found = object().get(name);
    return found == null
        ? Optional.empty()
        : Optional.of(new JsonNode(found, place.isEmpty() ? name : place + "." + name));
  }

  /// The object's keys.
  Set<String> names() throws MalformedPolicyException {
    return new LinkedHashSet<>(object().keySet().stream().map(String::valueOf).toList());
  }

  /// Refuses members other than `known`.
  void onlyMembers(Set<String> known) throws MalformedPolicyException {
    Set<String> unknown = new HashSet<>(names());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw error("unknown: " + String.join(", ", unknown.stream().sorted().toList()));
    }
  }

  /// The items of a list that isn't empty.
  List<JsonNode> items() throws MalformedPolicyException {
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
  String text() throws MalformedPolicyException {
    if (!(value instanceof String text) || text.isBlank()) {
      throw error("a text is needed");
    }
    return text;
  }

  /// True or false.
  boolean flag() throws MalformedPolicyException {
    if (!(value instanceof Boolean flag)) {
      throw error("true or false is needed");
    }
    return flag;
  }

  /// A complaint about this place.
  MalformedPolicyException error(String message) {
    return new MalformedPolicyException(place, message);
  }

  private Map<?, ?> object() throws MalformedPolicyException {
    if (!(value instanceof Map<?, ?> members)) {
      throw error("an object is needed");
    }
    return members;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.policy.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads members of entries and of stored states.
final class Stored {
  private Stored() {}

  /// Reads one item.
  ///
  /// @param <T> what it is
  interface Reader<T> {
    T read(JsonNode node) throws MalformedJsonException;
  }

  /// The items of a list, which may be empty.
  static <T> List<T> list(JsonNode node, Reader<T> reader) throws MalformedJsonException {
    if (node.value() instanceof List<?> list && list.isEmpty()) {
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (JsonNode item : node.items()) {
      items.add(reader.read(item));
    }
    return items;
  }

  /// The members of an object.
  static <T> Map<String, T> map(JsonNode node, Reader<T> reader) throws MalformedJsonException {
    Map<String, T> members = new TreeMap<>();
    for (String name : node.names()) {
      members.put(name, reader.read(node.member(name)));
    }
    return members;
  }

  static SortedSet<Principal> principals(JsonNode node) throws MalformedJsonException {
    return new TreeSet<>(list(node, Stored::principal));
  }

  static Principal principal(JsonNode node) throws MalformedJsonException {
    try {
      return Principal.parse(node.text());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  static Instant instant(JsonNode node) throws MalformedJsonException {
    try {
      return Instant.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a time is needed");
    }
  }

  static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a whole number is needed");
  }

  /// A code of an enumeration's constant.
  interface Coded {
    /// Its name in JSON.
    String code();
  }

  static <E extends Enum<E> & Coded> E constant(JsonNode node, Class<E> of)
      throws MalformedJsonException {
    for (E constant : of.getEnumConstants()) {
      if (constant.code().equals(node.text())) {
        return constant;
      }
    }
    throw node.error("unknown");
  }
}

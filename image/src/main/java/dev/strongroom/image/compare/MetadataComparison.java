// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Compares what images say about their build, member by member. Whatever any tool writes is taken;
/// nothing depends on it.
final class MetadataComparison {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int SHOWN = 50;

  private MetadataComparison() {}

  static List<Difference> of(Optional<Bytes> first, Optional<Bytes> second) {
    if (first.equals(second)) {
      return List.of();
    }
    SortedMap<String, String> a = members(first);
    SortedMap<String, String> b = members(second);
    List<Difference> found = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    for (String name : names) {
      Optional<String> inA = Optional.ofNullable(a.get(name));
      Optional<String> inB = Optional.ofNullable(b.get(name));
      if (!inA.equals(inB) && found.size() < SHOWN) {
        found.add(new Difference.MetadataMember(name, inA, inB));
      }
    }
    if (found.isEmpty()) {
      found.add(new Difference.MetadataMember("", Optional.empty(), Optional.empty()));
    }
    return found;
  }

  /// The text of each leaf by its path; what can't be read has none.
  private static SortedMap<String, String> members(Optional<Bytes> json) {
    SortedMap<String, String> members = new TreeMap<>();
    if (json.isEmpty()) {
      return members;
    }
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), json.get().toByteArray())) {
      Deque<String> open = new ArrayDeque<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT, START_ARRAY -> open.addLast(place(parser));
          case END_OBJECT, END_ARRAY -> open.removeLast();
          case PROPERTY_NAME -> {}
          default -> {
            open.addLast(place(parser));
            members.merge(path(open), String.valueOf(parser.getString()), (x, y) -> x + ", " + y);
            open.removeLast();
          }
        }
      }
    } catch (JacksonException e) {
      return new TreeMap<>(Map.of("text", "no JSON"));
    }
    return members;
  }

  private static String place(JsonParser parser) {
    String name = parser.currentName();
    return name == null ? "" : name;
  }

  private static String path(Deque<String> open) {
    return String.join(".", open.stream().filter(name -> !name.isEmpty()).toList());
  }
}

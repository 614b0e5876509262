// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The head of a volume: all that is known of it without reading what is in it.
///
/// @param id as users have it
/// @param created in seconds of Unix time
/// @param marks of its latest versions
/// @param next the number of the next entry
/// @param about what it says of itself
/// @param entries in the order in which they came
/// @param gone whether it was deleted
public record Volume(
    String id,
    long created,
    Marks marks,
    long next,
    Map<String, String> about,
    List<VolumeEntry> entries,
    boolean gone) {
  private static final Set<String> MEMBERS =
      Set.of("id", "created", "first", "marks", "next", "about", "entries", "gone");
  private static final Set<String> ENTRY = Set.of("id", "n", "v", "l", "s", "note");

  /// Copies.
  public Volume {
    about = Map.copyOf(about);
    entries = List.copyOf(entries);
  }

  /// How often it was changed.
  public long version() {
    return marks.version();
  }

  /// An entry by its id.
  public Optional<VolumeEntry> entry(String entryId) {
    return entries.stream().filter(entry -> entry.id().equals(entryId)).findFirst();
  }

  /// Bytes of all contents.
  public long length() {
    return entries.stream().mapToLong(VolumeEntry::length).sum();
  }

  Volume with(Marks later) {
    return new Volume(id, created, later, next, about, entries, gone);
  }

  /// All but the marks: what the next mark is made of.
  Bytes state() {
    return CanonicalJson.encode(members());
  }

  Bytes encoded() {
    Map<String, Object> members = members();
    members.put("first", marks.first());
    members.put("marks", marks.kept().stream().map(Bytes::hex).toList());
    return CanonicalJson.encode(members);
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("created", created);
    members.put("next", next);
    members.put("about", about);
    members.put("entries", entries.stream().map(VolumeEntry::members).toList());
    members.put("gone", gone);
    return members;
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws MalformedJsonException if it didn't
  static Volume parse(Bytes encoded) throws MalformedJsonException {
    JsonNode node = CanonicalJson.parse(encoded);
    node.onlyMembers(MEMBERS);
    List<Bytes> marks = new ArrayList<>();
    for (JsonNode mark : items(node.member("marks"))) {
      marks.add(bytes(mark));
    }
    Map<String, String> about = new LinkedHashMap<>();
    for (String name : node.member("about").names()) {
      about.put(name, node.member("about").member(name).anyText());
    }
    List<VolumeEntry> entries = new ArrayList<>();
    for (JsonNode entry : items(node.member("entries"))) {
      entries.add(entry(entry));
    }
    try {
      return new Volume(
          node.member("id").text(),
          number(node.member("created")),
          new Marks(number(node.member("first")), marks),
          number(node.member("next")),
          about,
          entries,
          node.member("gone").flag());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static VolumeEntry entry(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(ENTRY);
    List<String> note = new ArrayList<>();
    for (JsonNode text : items(node.member("note"))) {
      note.add(text.anyText());
    }
    return new VolumeEntry(
        node.member("id").text(),
        number(node.member("n")),
        number(node.member("v")),
        node.member("l").integer(0, Integer.MAX_VALUE),
        bytes(node.member("s")),
        note);
  }

  /// The items of a list that may be empty.
  private static List<JsonNode> items(JsonNode node) throws MalformedJsonException {
    return node.value() instanceof List<?> list && list.isEmpty() ? List.of() : node.items();
  }

  private static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a whole number is needed");
  }

  private static Bytes bytes(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.fromHex(node.text());
    } catch (IllegalArgumentException e) {
      throw node.error("hexadecimal digits are needed");
    }
  }

  /// Nothing of what is kept.
  @Override
  public String toString() {
    return "Volume at version " + version();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.inputs.Input.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads lock files strictly: every member is known, every value checked.
final class LockReader {
  private static final Set<String> LOCK = Set.of(LockWriter.FORMAT, "snapshot", "groups");
  private static final Set<String> INPUT =
      Set.of("kind", "name", "version", "architecture", "location", "size", "sha256", "licence");

  private LockReader() {}

  static Lock read(String text) throws MalformedLockException {
    try {
      return lock(JsonNode.parse(text));
    } catch (MalformedJsonException e) {
      throw new MalformedLockException(e.place(), e.problem());
    }
  }

  private static Lock lock(JsonNode root) throws MalformedJsonException {
    // First, so that a file of a later format gets this answer.
    root.member(LockWriter.FORMAT).integer(LockWriter.VERSION, LockWriter.VERSION);
    root.onlyMembers(LOCK);
    Lock lock = Lock.empty();
    Optional<JsonNode> snapshot = root.optional("snapshot");
    if (snapshot.isPresent()) {
      try {
        lock = lock.withSnapshot(snapshot.get().text());
      } catch (IllegalArgumentException e) {
        throw snapshot.get().error(String.valueOf(e.getMessage()));
      }
    }
    JsonNode groups = root.member("groups");
    for (String name : groups.names()) {
      JsonNode group = groups.member(name);
      List<Input> inputs = new ArrayList<>();
      for (JsonNode item : group.items()) {
        inputs.add(input(item));
      }
      try {
        lock = lock.withGroup(name, inputs);
      } catch (IllegalArgumentException e) {
        throw group.error(String.valueOf(e.getMessage()));
      }
    }
    return lock;
  }

  private static Input input(JsonNode item) throws MalformedJsonException {
    item.onlyMembers(INPUT);
    Kind kind = kind(item.member("kind"));
    String name = item.member("name").text();
    Optional<String> version = text(item, "version");
    Optional<String> architecture = text(item, "architecture");
    String location = item.member("location").text();
    long size = size(item.member("size"));
    Bytes sha256 = digest(item.member("sha256"));
    Optional<String> licence = text(item, "licence");
    try {
      return new Input(kind, name, version, architecture, location, size, sha256, licence);
    } catch (IllegalArgumentException e) {
      throw item.error(String.valueOf(e.getMessage()));
    }
  }

  private static Kind kind(JsonNode node) throws MalformedJsonException {
    String word = node.text();
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw node.error("unknown kind \"" + word + "\"");
  }

  private static long size(JsonNode node) throws MalformedJsonException {
    if (!(node.value() instanceof Long size) || size < 0) {
      throw node.error("a size in bytes is needed");
    }
    return size;
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    String hex = node.text();
    if (!hex.matches("[0-9a-f]{64}")) {
      throw node.error("64 small hexadecimal digits are needed");
    }
    return Bytes.fromHex(hex);
  }

  private static Optional<String> text(JsonNode item, String member) throws MalformedJsonException {
    Optional<JsonNode> node = item.optional(member);
    return node.isPresent() ? Optional.of(node.get().text()) : Optional.empty();
  }
}

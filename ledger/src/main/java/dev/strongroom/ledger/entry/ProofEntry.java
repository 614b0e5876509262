// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// An entry of kind `proof`: that somebody had a digest entered.
///
/// @param entry as it was entered
/// @param digest SHA-256, 32 bytes
/// @param attribution who says to have made it; a claim of whoever had it entered
/// @param metadata whatever they want to have entered with it, by name
/// @param beacon a public value that shows that the entry isn't older
public record ProofEntry(
    Entry entry,
    Bytes digest,
    Optional<Attribution> attribution,
    SortedMap<String, String> metadata,
    Optional<Beacon> beacon) {
  /// Of a digest, in bytes.
  public static final int DIGEST = 32;

  /// Who says to have made it, in their own words.
  public record Attribution(
      Optional<String> name, Optional<String> title, Optional<String> message) {}

  /// A public beacon's value.
  ///
  /// @param source which beacon
  /// @param round which of its values
  /// @param value that nobody could know before
  /// @param time when the enclave says that it came out
  public record Beacon(
      String source, Optional<String> round, String value, Optional<Instant> time) {
    /// The value as part of an entry, under the name `notBefore`.
    public Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("source", source);
      round.ifPresent(number -> content.put("round", number));
      content.put("value", value);
      time.ifPresent(instant -> content.put("time", instant.toString()));
      return content;
    }
  }

  /// Copies the map.
  public ProofEntry {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't a proof's
  public static ProofEntry parse(Entry entry) throws MalformedLedgerException {
    JsonNode content = entry.content();
    try {
      if (!entry.kind().equals(ProofTemplate.KIND)) {
        throw new MalformedLedgerException("the entry isn't a proof's");
      }
      content.onlyMembers(
          Set.of("kind", "time", "algorithm", "digest", "attribution", "metadata", "notBefore"));
      if (!content.member("algorithm").text().equals(ProofTemplate.ALGORITHM)) {
        throw content.member("algorithm").error("only sha-256 is understood");
      }
      Optional<JsonNode> attribution = content.optional("attribution");
      Optional<JsonNode> metadata = content.optional("metadata");
      Optional<JsonNode> beacon = content.optional("notBefore");
      return new ProofEntry(
          entry,
          Members.hex(content.member("digest"), DIGEST),
          attribution.isPresent() ? Optional.of(attribution(attribution.get())) : Optional.empty(),
          metadata.isPresent() ? texts(metadata.get()) : new TreeMap<>(),
          beacon.isPresent() ? Optional.of(beacon(beacon.get())) : Optional.empty());
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the proof's entry: " + e.getMessage());
    }
  }

  private static Attribution attribution(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("name", "title", "message"));
    return new Attribution(
        Members.text(node, "name"), Members.text(node, "title"), Members.text(node, "message"));
  }

  private static SortedMap<String, String> texts(JsonNode node) throws MalformedJsonException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : node.names()) {
      texts.put(name, node.member(name).anyText());
    }
    return texts;
  }

  private static Beacon beacon(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("source", "round", "value", "time"));
    Optional<JsonNode> time = node.optional("time");
    return new Beacon(
        node.member("source").text(),
        Members.text(node, "round"),
        node.member("value").text(),
        time.isPresent() ? Optional.of(time(time.get())) : Optional.empty());
  }

  private static Instant time(JsonNode node) throws MalformedJsonException {
    try {
      return Instant.parse(node.text());
    } catch (DateTimeException e) {
      throw node.error("a time such as 2026-11-21T18:00:00Z is needed");
    }
  }
}

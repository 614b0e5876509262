// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.ProofEntry.Attribution;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Digests to be entered, and what is said of all of them.
///
/// @param digests SHA-256, 32 bytes each, at least one
/// @param attribution who says to have made them
/// @param metadata whatever else is to be entered, by name
/// @param once an idempotency key, 1 to [#MAX_ONCE] printable ASCII characters without spaces:
///   whoever asks again with the same key and the same request gets the same receipts. Empty: the
///   client makes one, good for its own repetitions only.
public record ProofRequest(
    List<Bytes> digests,
    Optional<Attribution> attribution,
    SortedMap<String, String> metadata,
    Optional<String> once) {
  /// The longest idempotency key: the client numbers the parts of long requests behind it.
  public static final int MAX_ONCE = 240;

  private static final int DIGEST = 32;

  /// Copies digests and metadata, and checks what can be checked here.
  ///
  /// @throws IllegalArgumentException if there are no digests, one has another length, the key
  ///   can't be one, or a text can't be written
  public ProofRequest {
    digests = List.copyOf(digests);
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    if (digests.isEmpty() || digests.stream().anyMatch(digest -> digest.length() != DIGEST)) {
      throw new IllegalArgumentException("at least one digest, of 32 bytes each");
    }
    if (once.isPresent() && !isOnce(once.get())) {
      throw new IllegalArgumentException(
          "an idempotency key has 1 to " + MAX_ONCE + " printable characters without spaces");
    }
    // Half of a surrogate pair in a text shows here.
    CanonicalJson.encode(said(attribution, metadata));
  }

  /// Digests and nothing else.
  public static ProofRequest of(List<Bytes> digests) {
    return new ProofRequest(digests, Optional.empty(), new TreeMap<>(), Optional.empty());
  }

  private static boolean isOnce(String key) {
    return !key.isEmpty()
        && key.length() <= MAX_ONCE
        && key.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /// What is said of each digest, as members of its entry.
  Map<String, Object> said() {
    return said(attribution, metadata);
  }

  private static Map<String, Object> said(
      Optional<Attribution> attribution, SortedMap<String, String> metadata) {
    Map<String, Object> said = new LinkedHashMap<>();
    attribution.ifPresent(claim -> said.put("attribution", members(claim)));
    if (!metadata.isEmpty()) {
      said.put("metadata", metadata);
    }
    return said;
  }

  private static Map<String, Object> members(Attribution claim) {
    Map<String, Object> members = new LinkedHashMap<>();
    claim.name().ifPresent(text -> members.put("name", text));
    claim.title().ifPresent(text -> members.put("title", text));
    claim.message().ifPresent(text -> members.put("message", text));
    return members;
  }
}

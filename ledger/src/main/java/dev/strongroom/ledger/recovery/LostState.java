// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.VerifierKey;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What an enclave found when it refused to go on: a store with fewer entries than witnesses have
/// cosigned.
///
/// @param log the key of the log that can't go on, whose name is the log's origin. It derives from
///   the deployment's root secret, so no other deployment has it
/// @param size leaves that the store has
/// @param root of the tree of these leaves
/// @param witnesses sizes that witnesses said they had cosigned, by name; each greater than `size`.
///   What a witness says of its size isn't signed
/// @param observed when, by the enclave's clock
public record LostState(
    VerifierKey log, long size, Bytes root, Map<String, Long> witnesses, Instant observed) {
  static final Set<String> MEMBERS = Set.of("log", "size", "root", "witnesses", "observed");

  private static final int MOST_WITNESSES = 64;

  /// Copies the map, and checks what can be checked.
  ///
  /// @throws IllegalArgumentException if no enclave would have found it so
  public LostState {
    witnesses = Collections.unmodifiableSortedMap(new TreeMap<>(witnesses));
    if (log.type().timestamped()
        || Generation.of(log.name()).filter(it -> it.number() < Generation.MOST).isEmpty()
        || root.length() != MerkleHash.LENGTH
        || size < 0
        || size > CanonicalJson.GREATEST
        || witnesses.isEmpty()
        || witnesses.size() > MOST_WITNESSES) {
      throw new IllegalArgumentException("not the state of a log that lost entries");
    }
    for (long cosigned : witnesses.values()) {
      if (cosigned <= size || cosigned > CanonicalJson.GREATEST) {
        throw new IllegalArgumentException("a witness that cosigned no more than the store has");
      }
    }
  }

  /// The generation that can't go on.
  public Generation generation() {
    return Generation.of(log.name()).orElseThrow();
  }

  /// The greatest size that a witness said.
  public long cosigned() {
    return Collections.max(witnesses.values());
  }

  void put(Map<String, Object> members) {
    members.put("log", log.text());
    members.put("size", size);
    members.put("root", root.hex());
    members.put("witnesses", witnesses);
    members.put("observed", observed.toString());
  }

  static LostState read(JsonNode node) throws MalformedJsonException {
    try {
      Map<String, Long> witnesses = new TreeMap<>();
      JsonNode sizes = node.member("witnesses");
      for (String name : sizes.names()) {
        witnesses.put(name, Members.number(sizes.member(name)));
      }
      return new LostState(
          VerifierKey.parse(node.member("log").text()),
          Members.number(node.member("size")),
          Members.hex(node.member("root"), MerkleHash.LENGTH),
          witnesses,
          Members.time(node.member("observed")));
    } catch (MalformedLedgerException | IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}

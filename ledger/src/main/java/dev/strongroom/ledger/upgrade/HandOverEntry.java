// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.Members;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// The entry that an enclave makes before it hands the root secret to an approved image; its leaf
/// is open. It is there whether the hand-over came about or not: the enclave decides by the times
/// of this entry's own cosignatures.
///
/// @param entry as it was entered
/// @param announcement SHA-256 of what operators signed when they announced it
/// @param announced index of the announcement's entry
/// @param approved index of the approval's entry
/// @param evidence SHA-256 of the heir's evidence
public record HandOverEntry(
    Entry entry, Bytes announcement, long announced, long approved, Bytes evidence) {
  /// The entry's kind.
  public static final String KIND = "hand-over";

  private static final int DIGEST = 32;

  /// Checks the indices.
  ///
  /// @throws IllegalArgumentException if it was approved before it was announced
  public HandOverEntry {
    if (announced < 0 || approved <= announced || approved > CanonicalJson.GREATEST) {
      throw new IllegalArgumentException("approved before it was announced");
    }
  }

  /// Makes an entry.
  ///
  /// @throws MalformedLedgerException if it can't be one
  public static HandOverEntry of(
      Bytes announcement, long announced, long approved, Bytes evidence, Instant time)
      throws MalformedLedgerException {
    return new HandOverEntry(
        Entry.of(
            Map.of(
                "kind",
                KIND,
                "time",
                time.toString(),
                "announcement",
                announcement.hex(),
                "announced",
                announced,
                "approved",
                approved,
                "evidence",
                evidence.hex())),
        announcement,
        announced,
        approved,
        evidence);
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static HandOverEntry parse(Entry entry) throws MalformedLedgerException {
    try {
      if (!entry.kind().equals(KIND)) {
        throw new MalformedLedgerException("the entry isn't a hand-over's");
      }
      JsonNode content = entry.content();
      content.onlyMembers(
          Set.of("kind", "time", "announcement", "announced", "approved", "evidence"));
      return new HandOverEntry(
          entry,
          Members.hex(content.member("announcement"), DIGEST),
          Members.number(content.member("announced")),
          Members.number(content.member("approved")),
          Members.hex(content.member("evidence"), DIGEST));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedLedgerException("the hand-over's entry: " + e.getMessage());
    }
  }

  /// Its leaf.
  public Leaf.Open leaf() {
    return new Leaf.Open(entry.encoded());
  }
}

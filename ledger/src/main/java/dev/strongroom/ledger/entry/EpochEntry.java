// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.StrictBase64;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// The first entry of an epoch: what the enclave says, and the evidence that binds it. Its leaf is
/// open.
///
/// @param entry as it was entered
/// @param statement what the enclave says
/// @param evidence that binds it, not verified here
public record EpochEntry(Entry entry, EpochStatement statement, Bytes evidence) {
  /// The entry's kind.
  public static final String KIND = "epoch";

  /// Makes an entry.
  ///
  /// @throws MalformedLedgerException if it would be too long
  public static EpochEntry of(EpochStatement statement, Bytes evidence, Instant time)
      throws MalformedLedgerException {
    Entry entry =
        Entry.of(
            Map.of(
                "kind",
                KIND,
                "time",
                time.toString(),
                "statement",
                statement.content(),
                "evidence",
                StrictBase64.encode(evidence)));
    return new EpochEntry(entry, statement, evidence);
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't an epoch's
  public static EpochEntry parse(Entry entry) throws MalformedLedgerException {
    try {
      if (!entry.kind().equals(KIND)) {
        throw new MalformedLedgerException("the entry isn't an epoch's");
      }
      entry.content().onlyMembers(Set.of("kind", "time", "statement", "evidence"));
      return new EpochEntry(
          entry,
          EpochStatement.parse(entry.content().member("statement")),
          StrictBase64.decode(entry.content().member("evidence").text(), "the evidence"));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the epoch's entry: " + e.getMessage());
    }
  }

  /// Its leaf.
  public Leaf.Open leaf() {
    return new Leaf.Open(entry.encoded());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.operators.OperatorSignature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The entry that says what operators announce or approve; its leaf is open.
///
/// @param entry as it was entered
/// @param statement what the operators signed
/// @param signatures theirs
public record UpgradeEntry(
    Entry entry, UpgradeStatement statement, List<OperatorSignature> signatures) {
  /// The entry's kind.
  public static final String KIND = "upgrade";

  /// Copies the list.
  public UpgradeEntry {
    signatures = List.copyOf(signatures);
  }

  /// Makes an entry.
  ///
  /// @throws MalformedLedgerException if it would be too long
  public static UpgradeEntry of(UpgradeRequest request, Instant time)
      throws MalformedLedgerException {
    return new UpgradeEntry(
        Entry.of(
            Map.of(
                "kind",
                KIND,
                "time",
                time.toString(),
                "statement",
                request.statement().content(),
                "signatures",
                request.signatures().stream().map(OperatorSignature::content).toList())),
        request.statement(),
        request.signatures());
  }

  /// Reads an entry, and verifies the signatures in it. Whether the keys are the operators' isn't
  /// known from it: the enclave that entered it compared them with its measured configuration.
  ///
  /// @throws MalformedLedgerException if it isn't such an entry, or a signature is wrong
  public static UpgradeEntry parse(Entry entry) throws MalformedLedgerException {
    try {
      if (!entry.kind().equals(KIND)) {
        throw new MalformedLedgerException("the entry isn't an upgrade's");
      }
      entry.content().onlyMembers(Set.of("kind", "time", "statement", "signatures"));
      UpgradeStatement statement = UpgradeStatement.read(entry.content().member("statement"));
      List<OperatorSignature> signatures =
          OperatorSignature.list(entry.content().member("signatures"));
      if (!signatures.stream().allMatch(signature -> signature.good(statement.signed()))) {
        throw new MalformedLedgerException("an operator's signature is wrong");
      }
      return new UpgradeEntry(entry, statement, signatures);
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the upgrade's entry: " + e.getMessage());
    }
  }

  /// Its leaf.
  public Leaf.Open leaf() {
    return new Leaf.Open(entry.encoded());
  }
}

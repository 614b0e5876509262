// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.operators;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The entry that says what operators signed; its leaf is open.
///
/// @param entry as it was entered
/// @param statement what the operators signed
/// @param signatures theirs
public record StatementEntry<S extends OperatorStatement>(
    Entry entry, S statement, List<OperatorSignature> signatures) {

  /// Copies the list.
  public StatementEntry {
    signatures = List.copyOf(signatures);
  }

  /// Makes an entry.
  ///
  /// @throws MalformedLedgerException if it would be too long
  public static <S extends OperatorStatement> StatementEntry<S> of(
      StatementForm<S> form, SignedStatement<S> signed, Instant time)
      throws MalformedLedgerException {
    return new StatementEntry<>(
        Entry.of(
            Map.of(
                "kind",
                form.kind(),
                "time",
                time.toString(),
                "statement",
                signed.statement().content(),
                "signatures",
                signed.signatures().stream().map(OperatorSignature::content).toList())),
        signed.statement(),
        signed.signatures());
  }

  /// Reads an entry, and verifies the signatures in it. Whether the keys are the operators' isn't
  /// known from it: the enclave that entered it compared them with its measured configuration.
  ///
  /// @throws MalformedLedgerException if it isn't such an entry, or a signature is wrong
  public static <S extends OperatorStatement> StatementEntry<S> parse(
      StatementForm<S> form, Entry entry) throws MalformedLedgerException {
    try {
      if (!entry.kind().equals(form.kind())) {
        throw new MalformedLedgerException("the entry isn't of the kind " + form.kind());
      }
      entry.content().onlyMembers(Set.of("kind", "time", "statement", "signatures"));
      S statement = form.reader().read(entry.content().member("statement"));
      List<OperatorSignature> signatures =
          OperatorSignature.list(entry.content().member("signatures"));
      if (!signatures.stream().allMatch(signature -> signature.good(statement.signed()))) {
        throw new MalformedLedgerException("an operator's signature is wrong");
      }
      return new StatementEntry<>(entry, statement, signatures);
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException(
          "the entry of the kind " + form.kind() + ": " + e.getMessage());
    }
  }

  /// Its leaf.
  public Leaf.Open leaf() {
    return new Leaf.Open(entry.encoded());
  }
}

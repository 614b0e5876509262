// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.Optional;

/// A receipt's inclusion in the form of RFC 9942, for tools that read COSE, and back.
///
/// What COSE has no place for stays behind: the entry's opening, the cosigned checkpoint, the
/// epoch. The statement that the COSE receipt is about is the leaf ([Receipt#leaf]).
public final class CoseView {
  private CoseView() {}

  /// The COSE form of a receipt; empty if it carries no signature for it.
  ///
  /// @throws MalformedLedgerException if its log can't have a key
  public static Optional<CoseReceipt> of(Receipt receipt) throws MalformedLedgerException {
    Optional<Bytes> signature = receipt.coseSignature();
    return signature.isEmpty()
        ? Optional.empty()
        : Optional.of(CoseReceipt.of(logKey(receipt), receipt.inclusionProof(), signature.get()));
  }

  /// The receipt whose inclusion is shown by a COSE receipt, with what only the other form has
  /// taken from another receipt of the same entry and checkpoint.
  ///
  /// @throws MalformedLedgerException if the two aren't about the same leaf of the same tree, or
  ///   the log's key is another
  public static Receipt from(CoseReceipt cose, Receipt other) throws MalformedLedgerException {
    if (!cose.isFrom(logKey(other))
        || cose.proof().size() != other.checkpoint().checkpoint().size()
        || cose.proof().index() != other.index()) {
      throw new MalformedLedgerException("the COSE receipt is of another leaf, tree or log");
    }
    return new Receipt(
        other.simulated(),
        other.entry(),
        other.salt(),
        cose.proof().index(),
        cose.proof().path(),
        other.checkpoint(),
        other.epoch(),
        Optional.of(cose.signature()),
        other.anchors(),
        other.manifest());
  }

  private static VerifierKey logKey(Receipt receipt) throws MalformedLedgerException {
    try {
      return receipt.epoch().entry().statement().logVerifierKey();
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException("the log's origin can't name a key");
    }
  }
}

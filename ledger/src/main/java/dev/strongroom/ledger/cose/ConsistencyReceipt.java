// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.RefusedReceiptException.Reason;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.note.VerifierKey;

/// That a log only added to an older tree (RFC 9942, 5.3), with one proof and a detached root. As
/// in [CoseReceipt], the signature covers the newer root and no sizes.
public final class ConsistencyReceipt {
  private final LogProof envelope;

  private ConsistencyReceipt(LogProof envelope) {
    this.envelope = envelope;
  }

  /// A receipt with a signature over [CoseReceipt#signed] for the newer root.
  public static ConsistencyReceipt of(VerifierKey log, ConsistencyProof proof, Bytes signature) {
    CoseReceipt.requireEd25519(log);
    return new ConsistencyReceipt(
        new LogProof(
            ProtectedHeader.ofReceipt(log), proof.from(), proof.to(), proof.path(), signature));
  }

  /// Reads a receipt.
  ///
  /// @throws MalformedLedgerException if it isn't one with exactly one proof, of consistency
  public static ConsistencyReceipt parse(Bytes encoded) throws MalformedLedgerException {
    return new ConsistencyReceipt(LogProof.parse(encoded, LogProof.CONSISTENCY));
  }

  /// The receipt's bytes.
  public Bytes encoded() {
    return envelope.encoded(LogProof.CONSISTENCY);
  }

  /// The proof that it carries.
  public ConsistencyProof proof() {
    return new ConsistencyProof(envelope.first(), envelope.second(), envelope.path());
  }

  /// Checks that the log signed a tree that starts with an older one.
  ///
  /// @param older root of the older tree, from a receipt or checkpoint that was verified
  /// @return the newer root
  /// @throws RefusedReceiptException if it doesn't show that
  public Bytes verify(Bytes older, VerifierKey log) throws RefusedReceiptException {
    Bytes newer;
    try {
      newer = proof().newer(older);
    } catch (InvalidProofException e) {
      throw new RefusedReceiptException(Reason.PROOF, e.getMessage());
    }
    CoseReceipt.checkSignature(envelope, newer, log);
    return newer;
  }
}

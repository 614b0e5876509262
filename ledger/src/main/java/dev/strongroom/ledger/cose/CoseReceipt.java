// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.RefusedReceiptException.Reason;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;

/// That an entry is in a log (RFC 9942, 5.2), with one proof and a detached root. The key signs by
/// EdDSA, and its id is that of its notes.
///
/// The signature covers the root, and neither size nor index: the same path, read with another size
/// and index, can lead to the same root. Whoever relies on an entry's *place* checks with a
/// checkpoint of the same tree, which says the size.
public final class CoseReceipt {
  /// Its media type (RFC 9943).
  public static final String MEDIA_TYPE = "application/scitt-receipt+cose";

  private final LogProof envelope;

  private CoseReceipt(LogProof envelope) {
    this.envelope = envelope;
  }

  /// What the log's key signs for a root: the same bytes for every receipt, of inclusion or of
  /// consistency, that leads to it, so that one signature serves a batch.
  ///
  /// @param root 32 bytes
  public static Bytes signed(VerifierKey log, Bytes root) {
    requireEd25519(log);
    if (root.length() != MerkleHash.LENGTH) {
      throw new IllegalArgumentException("a root of " + root.length() + " bytes");
    }
    return ProtectedHeader.ofReceipt(log).signed(root);
  }

  /// A receipt with a signature over [#signed].
  public static CoseReceipt of(VerifierKey log, InclusionProof proof, Bytes signature) {
    requireEd25519(log);
    return new CoseReceipt(
        new LogProof(
            ProtectedHeader.ofReceipt(log), proof.size(), proof.index(), proof.path(), signature));
  }

  static void requireEd25519(VerifierKey key) {
    if (key.type() != KeyType.ED25519) {
      throw new IllegalArgumentException("only Ed25519 keys sign here");
    }
  }

  /// Reads a receipt.
  ///
  /// @throws MalformedLedgerException if it isn't one with exactly one proof, of inclusion
  public static CoseReceipt parse(Bytes encoded) throws MalformedLedgerException {
    return new CoseReceipt(LogProof.parse(encoded, LogProof.INCLUSION));
  }

  /// The receipt's bytes: what was parsed, but for lengths that were said in other ways.
  public Bytes encoded() {
    return envelope.encoded(LogProof.INCLUSION);
  }

  /// The proof that it carries.
  public InclusionProof proof() {
    return new InclusionProof(envelope.second(), envelope.first(), envelope.path());
  }

  /// The signature over the root, not verified.
  public Bytes signature() {
    return envelope.signature();
  }

  /// The id of the key that it says signed it.
  public Bytes keyId() {
    return envelope.header().keyId();
  }

  /// Whether it names this key.
  public boolean isFrom(VerifierKey key) {
    return envelope.header().isOf(key);
  }

  /// Checks that the log signed a tree that has this entry.
  ///
  /// @param entry what the leaf holds
  /// @return the tree's root
  /// @throws RefusedReceiptException if it doesn't show that
  public Bytes verify(Bytes entry, VerifierKey log) throws RefusedReceiptException {
    Bytes root;
    try {
      root = proof().root(MerkleHash.leaf(entry));
    } catch (InvalidProofException e) {
      throw new RefusedReceiptException(Reason.PROOF, e.getMessage());
    }
    checkSignature(envelope, root, log);
    return root;
  }

  /// Checks that the log signed the tree of a checkpoint and that the entry has its place in it.
  ///
  /// @param checkpoint whose signatures were verified elsewhere
  /// @throws RefusedReceiptException if it doesn't show that
  public void verify(Bytes entry, VerifierKey log, Checkpoint checkpoint)
      throws RefusedReceiptException {
    Bytes root = verify(entry, log);
    if (envelope.first() != checkpoint.size() || !root.equals(checkpoint.root())) {
      throw new RefusedReceiptException(
          Reason.CHECKPOINT, "the checkpoint is of another tree than the receipt");
    }
  }

  static void checkSignature(LogProof envelope, Bytes root, VerifierKey log)
      throws RefusedReceiptException {
    if (!envelope.header().isOf(log)) {
      throw new RefusedReceiptException(Reason.KEY, "it isn't from " + log.name());
    }
    if (!Signatures.ed25519(
        log.publicKey(), envelope.header().signed(root), envelope.signature())) {
      throw new RefusedReceiptException(Reason.SIGNATURE, log.name() + " didn't sign this root");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.RefusedReceiptException.Reason;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;

/// An issuer's statement over an entry, with receipts of logs that have the entry (RFC 9943, 6 and
/// 7: signed and transparent statements). The leaf is the payload, not the envelope: a log may have
/// the entry from somebody else.
public final class CoseStatement {
  /// Its media type (RFC 9943).
  public static final String MEDIA_TYPE = "application/scitt-statement+cose";

  private static final int RECEIPTS = 394;
  private static final int MAX_RECEIPTS = 64;

  private final ProtectedHeader header;
  private final Bytes payload;
  private final Bytes signature;
  private final List<CoseReceipt> receipts;

  private CoseStatement(
      ProtectedHeader header, Bytes payload, Bytes signature, List<CoseReceipt> receipts) {
    this.header = header;
    this.payload = payload;
    this.signature = signature;
    this.receipts = List.copyOf(receipts);
  }

  /// Signs an entry.
  ///
  /// @param issuer of an Ed25519 key
  /// @param contentType the entry's media type
  /// @param entry the payload
  public static CoseStatement sign(
      VerifierKey issuer, String contentType, CwtClaims claims, Bytes entry, MessageSigner signer) {
    CoseReceipt.requireEd25519(issuer);
    ProtectedHeader header = ProtectedHeader.ofStatement(issuer, contentType, claims);
    Bytes signature = signer.sign(header.signed(entry));
    if (signature.length() != LogProof.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("a signature of " + signature.length() + " bytes");
    }
    return new CoseStatement(header, entry, signature, List.of());
  }

  /// The same with these receipts only.
  public CoseStatement with(List<CoseReceipt> others) {
    if (others.size() > MAX_RECEIPTS) {
      throw new IllegalArgumentException("more than " + MAX_RECEIPTS + " receipts");
    }
    return new CoseStatement(header, payload, signature, others);
  }

  /// Reads a statement.
  ///
  /// @throws MalformedLedgerException if it isn't one with content type, issuer and subject, a
  ///   payload and nothing but receipts in the unprotected header
  public static CoseStatement parse(Bytes encoded) throws MalformedLedgerException {
    try {
      CborReader reader = new CborReader(encoded, 0);
      if (!reader.tagIf(LogProof.SIGN1)) {
        throw new MalformedLedgerException("a statement is tagged as COSE_Sign1");
      }
      reader.arrayHeader(4);
      ProtectedHeader header = ProtectedHeader.parse(reader.byteString());
      if (header.contentType().isEmpty() || header.claims().isEmpty()) {
        throw new MalformedLedgerException("a statement without content type, issuer or subject");
      }
      List<CoseReceipt> receipts = receipts(reader);
      Bytes payload = reader.byteString();
      Bytes signature = reader.byteString();
      reader.end();
      if (signature.length() != LogProof.SIGNATURE_LENGTH) {
        throw new MalformedLedgerException("a signature of " + signature.length() + " bytes");
      }
      return new CoseStatement(header, payload, signature, receipts);
    } catch (CborException e) {
      throw LogProof.malformed(e);
    }
  }

  private static List<CoseReceipt> receipts(CborReader reader)
      throws CborException, MalformedLedgerException {
    int count = reader.mapHeader();
    if (!reader.more(count, 0)) {
      return List.of();
    }
    if (count != 1 || reader.integer() != RECEIPTS) {
      throw new MalformedLedgerException("a statement with other unprotected parameters");
    }
    int length = reader.arrayHeader();
    List<CoseReceipt> receipts = new ArrayList<>();
    while (reader.more(length, receipts.size())) {
      if (receipts.size() == MAX_RECEIPTS) {
        throw new MalformedLedgerException("more than " + MAX_RECEIPTS + " receipts");
      }
      receipts.add(CoseReceipt.parse(reader.byteString()));
    }
    if (receipts.isEmpty()) {
      throw new MalformedLedgerException("a list of receipts without any");
    }
    return receipts;
  }

  /// The statement's bytes.
  public Bytes encoded() {
    CborWriter writer = new CborWriter().tag(LogProof.SIGN1).array(4).bytes(header.encoded());
    if (receipts.isEmpty()) {
      writer.map(0);
    } else {
      writer.map(1).integer(RECEIPTS).array(receipts.size());
      receipts.forEach(receipt -> writer.bytes(receipt.encoded()));
    }
    return writer.bytes(payload).bytes(signature).toBytes();
  }

  /// The entry.
  public Bytes payload() {
    return payload;
  }

  /// The entry's media type.
  public String contentType() {
    return header.contentType().orElseThrow();
  }

  /// Who says it, and about what.
  public CwtClaims claims() {
    return header.claims().orElseThrow();
  }

  /// The receipts, in their order; nobody signed that these are all, or in this order.
  public List<CoseReceipt> receipts() {
    return receipts;
  }

  /// Checks the issuer's signature.
  ///
  /// @throws RefusedReceiptException if it isn't the issuer's
  public void verify(VerifierKey issuer) throws RefusedReceiptException {
    if (!header.isOf(issuer)) {
      throw new RefusedReceiptException(Reason.KEY, "it isn't from " + issuer.name());
    }
    if (!Signatures.ed25519(issuer.publicKey(), header.signed(payload), signature)) {
      throw new RefusedReceiptException(Reason.SIGNATURE, issuer.name() + " didn't sign this");
    }
  }

  /// Checks the issuer's signature, and that a log has the entry. Receipts of other logs are
  /// ignored; every one of this log has to be good.
  ///
  /// @return the root of the tree, by each receipt of this log in their order
  /// @throws RefusedReceiptException if one of them isn't so
  public List<Bytes> verify(VerifierKey issuer, VerifierKey log) throws RefusedReceiptException {
    verify(issuer);
    List<Bytes> roots = new ArrayList<>();
    for (CoseReceipt receipt : receipts) {
      if (receipt.isFrom(log)) {
        roots.add(receipt.verify(payload, log));
      }
    }
    if (roots.isEmpty()) {
      throw new RefusedReceiptException(Reason.NO_RECEIPT, "none is from " + log.name());
    }
    return roots;
  }
}

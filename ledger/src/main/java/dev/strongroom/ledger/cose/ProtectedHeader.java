// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The part of a COSE header that is signed (RFC 9052, 3). Labels that aren't known here are kept
/// in the encoded form and mean nothing, but `crit`, which would say that they have to be
/// understood.
///
/// @param encoded as it was received, which is what was signed
/// @param keyId 4 (`kid`)
/// @param contentType 3, a media type
/// @param claims 15, if both of issuer and subject are there
/// @param structure 395 (`vds`)
record ProtectedHeader(
    Bytes encoded,
    Bytes keyId,
    Optional<String> contentType,
    Optional<CwtClaims> claims,
    OptionalLong structure) {
  private static final int ALGORITHM = 1;
  private static final int CRITICAL = 2;
  private static final int CONTENT_TYPE = 3;
  private static final int KEY_ID = 4;
  private static final int CLAIMS = 15;
  private static final int STRUCTURE = 395;

  private static final int ISSUER = 1;
  private static final int SUBJECT = 2;

  /// EdDSA (RFC 9053, 2.2).
  private static final int EDDSA = -8;

  /// `RFC9162_SHA256` (RFC 9942, 4).
  static final int RFC9162_SHA256 = 1;

  /// A receipt's.
  static ProtectedHeader ofReceipt(VerifierKey log) {
    Bytes keyId = keyId(log);
    Bytes encoded =
        new CborWriter()
            .map(3)
            .integer(ALGORITHM)
            .integer(EDDSA)
            .integer(KEY_ID)
            .bytes(keyId)
            .integer(STRUCTURE)
            .integer(RFC9162_SHA256)
            .toBytes();
    return new ProtectedHeader(
        encoded, keyId, Optional.empty(), Optional.empty(), OptionalLong.of(RFC9162_SHA256));
  }

  /// A statement's.
  static ProtectedHeader ofStatement(VerifierKey issuer, String contentType, CwtClaims claims) {
    Bytes keyId = keyId(issuer);
    Bytes encoded =
        new CborWriter()
            .map(4)
            .integer(ALGORITHM)
            .integer(EDDSA)
            .integer(CONTENT_TYPE)
            .text(contentType)
            .integer(KEY_ID)
            .bytes(keyId)
            .integer(CLAIMS)
            .map(2)
            .integer(ISSUER)
            .text(claims.issuer())
            .integer(SUBJECT)
            .text(claims.subject())
            .toBytes();
    return new ProtectedHeader(
        encoded, keyId, Optional.of(contentType), Optional.of(claims), OptionalLong.empty());
  }

  /// The four bytes of a note key's id.
  private static Bytes keyId(VerifierKey key) {
    return Bytes.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(key.id()).array());
  }

  /// Whether it names this key, and the key is one that can have signed it.
  boolean isOf(VerifierKey key) {
    return key.type() == KeyType.ED25519 && keyId.equals(keyId(key));
  }

  static ProtectedHeader parse(Bytes encoded) throws CborException, MalformedLedgerException {
    CborReader reader = new CborReader(encoded, 0);
    boolean algorithm = false;
    Optional<Bytes> keyId = Optional.empty();
    Optional<String> contentType = Optional.empty();
    Optional<CwtClaims> claims = Optional.empty();
    OptionalLong structure = OptionalLong.empty();
    Set<Long> labels = new HashSet<>();
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      long label = reader.integer();
      if (!labels.add(label)) {
        throw new MalformedLedgerException("the protected header has label " + label + " twice");
      }
      switch (Math.clamp(label, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
        case ALGORITHM -> {
          if (reader.integer() != EDDSA) {
            throw new MalformedLedgerException("an algorithm that isn't EdDSA");
          }
          algorithm = true;
        }
        case CRITICAL ->
            throw new MalformedLedgerException("header parameters that have to be understood");
        case CONTENT_TYPE -> contentType = Optional.of(reader.textString());
        case KEY_ID -> keyId = Optional.of(reader.byteString());
        case CLAIMS -> claims = claims(reader);
        case STRUCTURE -> structure = OptionalLong.of(reader.integer());
        default -> reader.skip();
      }
    }
    reader.end();
    if (!algorithm || keyId.isEmpty()) {
      throw new MalformedLedgerException("the protected header lacks algorithm or key id");
    }
    return new ProtectedHeader(encoded, keyId.get(), contentType, claims, structure);
  }

  private static Optional<CwtClaims> claims(CborReader reader)
      throws CborException, MalformedLedgerException {
    Optional<String> issuer = Optional.empty();
    Optional<String> subject = Optional.empty();
    Set<Long> labels = new HashSet<>();
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      long label = reader.integer();
      if (!labels.add(label)) {
        throw new MalformedLedgerException("the claims have label " + label + " twice");
      }
      if (label == ISSUER) {
        issuer = Optional.of(reader.textString());
      } else if (label == SUBJECT) {
        subject = Optional.of(reader.textString());
      } else {
        reader.skip();
      }
    }
    return issuer.isEmpty() || subject.isEmpty()
        ? Optional.empty()
        : Optional.of(new CwtClaims(issuer.get(), subject.get()));
  }

  /// Sig_structure (RFC 9052, 4.4) with an empty external_aad.
  Bytes signed(Bytes payload) {
    return new CborWriter()
        .array(4)
        .text("Signature1")
        .bytes(encoded)
        .bytes(Bytes.EMPTY)
        .bytes(payload)
        .toBytes();
  }
}

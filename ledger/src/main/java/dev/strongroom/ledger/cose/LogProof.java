// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.util.ArrayList;
import java.util.List;

/// The envelope that receipts of both kinds have in common: tagged COSE_Sign1, one proof of one
/// kind in the unprotected header, no payload (RFC 9942, 5.2 and 5.3).
///
/// @param header what is signed besides the root
/// @param first the tree's size, or the older tree's
/// @param second the leaf's index, or the newer tree's size
/// @param path 32 bytes each
/// @param signature 64 bytes
record LogProof(
    ProtectedHeader header, long first, long second, List<Bytes> path, Bytes signature) {
  static final int INCLUSION = -1;
  static final int CONSISTENCY = -2;

  static final int SIGN1 = 18;
  static final int SIGNATURE_LENGTH = 64;

  private static final int PROOFS = 396;
  private static final int MAX_HASHES = 63;

  LogProof {
    path = List.copyOf(path);
    if (signature.length() != SIGNATURE_LENGTH
        || path.stream().anyMatch(hash -> hash.length() != MerkleHash.LENGTH)) {
      throw new IllegalArgumentException("a hash or signature of another length");
    }
  }

  /// Reads a receipt with a proof of this kind.
  static LogProof parse(Bytes encoded, int kind) throws MalformedLedgerException {
    try {
      CborReader reader = new CborReader(encoded, 0);
      if (!reader.tagIf(SIGN1)) {
        throw new MalformedLedgerException("a receipt is tagged as COSE_Sign1");
      }
      reader.arrayHeader(4);
      ProtectedHeader header = ProtectedHeader.parse(reader.byteString());
      if (header.structure().orElse(0) != ProtectedHeader.RFC9162_SHA256) {
        throw new MalformedLedgerException("a receipt of another structure than RFC9162_SHA256");
      }
      only(reader, PROOFS, "header parameter");
      only(reader, kind, "kind of proof");
      reader.arrayHeader(1);
      Bytes proof = reader.byteString();
      if (!reader.nullIf()) {
        throw new MalformedLedgerException("a receipt's payload is detached");
      }
      Bytes signature = reader.byteString();
      reader.end();
      return proof(header, proof, signature);
    } catch (CborException e) {
      throw malformed(e);
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException("a receipt with " + e.getMessage());
    }
  }

  static MalformedLedgerException malformed(CborException e) {
    return new MalformedLedgerException("not COSE: " + e.getMessage());
  }

  private static void only(CborReader reader, int label, String what)
      throws CborException, MalformedLedgerException {
    if (reader.mapHeader() != 1 || reader.integer() != label) {
      throw new MalformedLedgerException("a receipt with another " + what + " than " + label);
    }
  }

  private static LogProof proof(ProtectedHeader header, Bytes proof, Bytes signature)
      throws CborException, MalformedLedgerException {
    CborReader reader = new CborReader(proof, 0);
    reader.arrayHeader(3);
    long first = reader.integer();
    long second = reader.integer();
    if (first < 0 || second < 0) {
      throw new MalformedLedgerException("a receipt with a negative number");
    }
    int count = reader.arrayHeader();
    List<Bytes> path = new ArrayList<>();
    while (reader.more(count, path.size())) {
      if (path.size() == MAX_HASHES) {
        throw new MalformedLedgerException("more than " + MAX_HASHES + " hashes");
      }
      path.add(reader.byteString());
    }
    reader.end();
    return new LogProof(header, first, second, path, signature);
  }

  Bytes encoded(int kind) {
    CborWriter proof = new CborWriter().array(3).integer(first).integer(second).array(path.size());
    path.forEach(proof::bytes);
    return new CborWriter()
        .tag(SIGN1)
        .array(4)
        .bytes(header.encoded())
        .map(1)
        .integer(PROOFS)
        .map(1)
        .integer(kind)
        .array(1)
        .bytes(proof.toBytes())
        .nothing()
        .bytes(signature)
        .toBytes();
  }
}

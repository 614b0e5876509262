// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cose;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;

/// A COSE_Sign1 envelope, tagged or not; nothing in it is verified yet.
///
/// @param protectedHeader the serialised map, as received
/// @param unprotectedEmpty whether the unprotected header holds nothing
/// @param payload as received
/// @param payloadOffset where the payload starts in the whole evidence
/// @param signature as received
public record CoseSign1(
    Bytes protectedHeader,
    boolean unprotectedEmpty,
    Bytes payload,
    int payloadOffset,
    Bytes signature) {

  /// The serialised header `{1: -35}`: algorithm ES384 (RFC 9053, 2.1) and nothing else.
  public static final Bytes ES384_HEADER = Bytes.fromHex("a1013822");

  private static final int TAG = 18;

  /// The start of Sig_structure (RFC 9052, 4.4): an array of four, context "Signature1".
  private static final Bytes CONTEXT = Bytes.fromHex("846a5369676e617475726531");

  /// Reads an envelope that takes up all of `encoded`.
  ///
  /// @throws CborException if it isn't well-formed
  public static CoseSign1 parse(Bytes encoded) throws CborException {
    CborReader reader = new CborReader(encoded, 0);
    reader.tagIf(TAG);
    reader.arrayHeader(4);
    Bytes protectedHeader = reader.byteString();
    int count = reader.mapHeader();
    int unprotected = 0;
    while (reader.more(count, unprotected)) {
      reader.skip();
      reader.skip();
      unprotected++;
    }
    Bytes payload = reader.byteString();
    int payloadOffset = reader.offset() - payload.length();
    Bytes signature = reader.byteString();
    reader.end();
    return new CoseSign1(protectedHeader, unprotected == 0, payload, payloadOffset, signature);
  }

  /// The bytes in front of the payload in Sig_structure with an empty external_aad; the payload
  /// follows them.
  public Bytes signedPrefix() {
    return CborHead.concatenate(
        CONTEXT,
        CborHead.ofByteString(protectedHeader.length()),
        protectedHeader,
        CborHead.ofByteString(0),
        CborHead.ofByteString(payload.length()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.HashMap;
import java.util.Map;

/// A signature by an attested key over one of the app's later requests (Apple, "Validating apps
/// that connect to your server": assertion): CBOR.
///
/// @param encoded the bytes that were parsed
/// @param signature ECDSA, the ASN.1 form
/// @param authenticatorData what was signed, together with the client data's hash
public record AppAttestAssertion(
    Bytes encoded, Bytes signature, AuthenticatorData authenticatorData) {

  /// No assertion is longer.
  public static final int MAX_LENGTH = 4096;

  /// Reads an assertion.
  ///
  /// @throws MalformedEvidenceException if the bytes aren't exactly one
  public static AppAttestAssertion parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "longer than " + MAX_LENGTH + " bytes");
    }
    try {
      return read(encoded);
    } catch (CborException e) {
      throw new MalformedEvidenceException(e.code(), e.offset(), e.getMessage());
    }
  }

  private static AppAttestAssertion read(Bytes encoded)
      throws CborException, MalformedEvidenceException {
    CborReader reader = new CborReader(encoded, 0);
    Map<String, Bytes> members = new HashMap<>();
    int count = reader.mapHeader();
    for (int i = 0; reader.more(count, i); i++) {
      int at = reader.offset();
      if (members.put(reader.textString(), reader.byteString()) != null) {
        throw new MalformedEvidenceException("cbor.duplicate-key", at, "map key that stood before");
      }
    }
    int end = reader.offset();
    reader.end();
    Bytes signature = members.remove("signature");
    Bytes data = members.remove("authenticatorData");
    if (signature == null || data == null || !members.isEmpty()) {
      throw new MalformedEvidenceException(
          "apple.member", end, "a member is missing, or one too many");
    }
    // Where the data stand isn't known any more: what is wrong inside is at the start of all.
    return new AppAttestAssertion(encoded, signature, AuthenticatorData.ofAssertion(data, 0));
  }
}

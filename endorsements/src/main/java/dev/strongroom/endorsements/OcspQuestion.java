// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.OcspResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Whether a certificate was revoked, as a request (RFC 6960, 4.1) with a nonce (RFC 9654).
///
/// @param encoded the request, DER
/// @param issuerKey SHA-384 of the issuer's key
/// @param serial the certificate's number, as its INTEGER has it
/// @param nonce as it stands in an extension
record OcspQuestion(Bytes encoded, Bytes issuerKey, Bytes serial, Bytes nonce) {
  private static final Bytes SHA384 = Bytes.fromHex("300d06096086480165030402020500");
  private static final Bytes NONCE = Bytes.fromHex("06092b0601050507300102");

  /// Asks about `certificate`.
  ///
  /// @param nonce 32 random bytes
  /// @throws DerException if the issuer's key can't be read
  static OcspQuestion about(Certificate certificate, Certificate issuer, Bytes nonce)
      throws DerException {
    DerReader key = DerReader.of(issuer.publicKeyInfo()).enter(DerReader.SEQUENCE);
    Bytes _ = key.element(DerReader.SEQUENCE);
    Bytes bits = key.wholeBitString();
    Bytes issuerKey = sha384(bits);
    Bytes identity =
        join(
            element(DerReader.OCTET_STRING, issuerKey),
            element(DerReader.INTEGER, certificate.serial()));
    Bytes certId =
        element(
            DerReader.SEQUENCE,
            join(SHA384, element(DerReader.OCTET_STRING, sha384(certificate.issuer())), identity));
    Bytes value = element(DerReader.OCTET_STRING, nonce);
    Bytes extension =
        element(DerReader.SEQUENCE, join(NONCE, element(DerReader.OCTET_STRING, value)));
    Bytes list = element(DerReader.SEQUENCE, element(DerReader.SEQUENCE, certId));
    Bytes extensions = element(0xa2, element(DerReader.SEQUENCE, extension));
    return new OcspQuestion(
        element(DerReader.SEQUENCE, element(DerReader.SEQUENCE, join(list, extensions))),
        issuerKey,
        certificate.serial(),
        value);
  }

  /// Whether an answer is about this certificate.
  boolean isAnsweredBy(OcspResponse response) {
    return response.answers().stream()
        .anyMatch(answer -> answer.issuerKey().equals(issuerKey) && answer.serial().equals(serial));
  }

  /// What the answer is kept by: the same as long as the same is asked.
  String name() {
    return issuerKey.hex() + " " + serial.hex();
  }

  private static Bytes sha384(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      bytes.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-384", e);
    }
  }

  private static Bytes join(Bytes... parts) {
    StringBuilder hex = new StringBuilder();
    for (Bytes part : parts) {
      hex.append(part.hex());
    }
    return Bytes.fromHex(hex.toString());
  }

  private static Bytes element(int tag, Bytes content) {
    int length = content.length();
    String head =
        length < 0x80
            ? String.format("%02x%02x", tag, length)
            : length < 0x100
                ? String.format("%02x81%02x", tag, length)
                : String.format("%02x82%04x", tag, length);
    return Bytes.fromHex(head + content.hex());
  }
}

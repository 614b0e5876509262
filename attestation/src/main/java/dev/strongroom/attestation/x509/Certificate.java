// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A version 3 certificate, read strictly; nothing in it is trusted yet.
///
/// @param encoded the whole certificate, DER
/// @param signedPart TBSCertificate with its tag and length: what the issuer signed
/// @param serial the content of its INTEGER
/// @param issuer the issuer's Name, DER
/// @param subject the subject's Name, DER
/// @param commonName the subject's only commonName; null if it has none or several
/// @param notBefore first instant of validity
/// @param notAfter last instant of validity
/// @param publicKeyInfo SubjectPublicKeyInfo, DER
/// @param signatureAlgorithm AlgorithmIdentifier, DER; the same inside and outside the signed part
/// @param signature the signature's value
/// @param extensions the extensions that a path check needs
public record Certificate(
    Bytes encoded,
    Bytes signedPart,
    Bytes serial,
    Bytes issuer,
    Bytes subject,
    @Nullable String commonName,
    Instant notBefore,
    Instant notAfter,
    Bytes publicKeyInfo,
    Bytes signatureAlgorithm,
    Bytes signature,
    Extensions extensions) {

  private static final int VERSION_3 = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  /// 20 bytes by RFC 5280, 4.1.2.2, and one for the sign.
  private static final int SERIAL_LIMIT = 21;

  private static final Bytes COMMON_NAME = Bytes.fromHex("550403");

  /// Reads a certificate.
  ///
  /// @throws DerException if `encoded` isn't exactly one version 3 certificate in DER
  public static Certificate parse(Bytes encoded) throws DerException {
    DerReader outer = DerReader.of(encoded);
    DerReader certificate = outer.enter(DerReader.SEQUENCE);
    outer.end();

    Bytes signedPart = certificate.element(DerReader.SEQUENCE);
    Bytes signatureAlgorithm = certificate.element(DerReader.SEQUENCE);
    Bytes signature = certificate.wholeBitString();
    certificate.end();

    DerReader tbs = DerReader.of(encoded).enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
    version3(tbs);
    Bytes serial = tbs.integer(SERIAL_LIMIT);
    int inner = tbs.offset();
    if (!tbs.element(DerReader.SEQUENCE).equals(signatureAlgorithm)) {
      throw new DerException(inner, "signature algorithm differs from the one outside");
    }
    Bytes issuer = tbs.element(DerReader.SEQUENCE);
    DerReader validity = tbs.enter(DerReader.SEQUENCE);
    Instant notBefore = validity.time();
    Instant notAfter = validity.time();
    validity.end();
    Bytes subject = tbs.element(DerReader.SEQUENCE);
    Bytes publicKeyInfo = tbs.element(DerReader.SEQUENCE);
    DerReader wrapped = tbs.enter(EXTENSIONS);
    tbs.end();
    Extensions extensions = Extensions.read(wrapped.enter(DerReader.SEQUENCE));
    wrapped.end();

    return new Certificate(
        encoded,
        signedPart,
        serial,
        issuer,
        subject,
        commonName(subject),
        notBefore,
        notAfter,
        publicKeyInfo,
        signatureAlgorithm,
        signature,
        extensions);
  }

  /// Whether `instant` lies within the certificate's validity, ends included.
  public boolean isValidAt(Instant instant) {
    return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
  }

  private static void version3(DerReader tbs) throws DerException {
    int start = tbs.offset();
    DerReader version = tbs.enter(VERSION_3);
    if (version.smallInteger() != 2) {
      throw new DerException(start, "not a version 3 certificate");
    }
    version.end();
  }

  private static @Nullable String commonName(Bytes name) throws DerException {
    String found = null;
    int count = 0;
    DerReader relativeNames = DerReader.of(name).enter(DerReader.SEQUENCE);
    while (relativeNames.more()) {
      DerReader attributes = relativeNames.enter(DerReader.SET);
      do {
        DerReader attribute = attributes.enter(DerReader.SEQUENCE);
        Bytes type = attribute.content(DerReader.OBJECT_IDENTIFIER);
        if (type.equals(COMMON_NAME)) {
          count++;
          found = text(attribute);
          attribute.end();
        }
      } while (attributes.more());
    }
    return count == 1 ? found : null;
  }

  private static @Nullable String text(DerReader value) throws DerException {
    for (int tag :
        new int[] {DerReader.UTF8_STRING, DerReader.PRINTABLE_STRING, DerReader.IA5_STRING}) {
      if (value.next(tag)) {
        return value.content(tag).asUtf8();
      }
    }
    throw new DerException(value.offset(), "common name of an unexpected string type");
  }
}

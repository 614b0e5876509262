// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/// The certificate of who signs images. Nothing but its bytes is measured, and nobody checks who
/// issued it.
///
/// @param der all of it
/// @param subject its name (RFC 2253)
/// @param notBefore the first second of its life
/// @param notAfter the last one
/// @param key the key that it is about
public record SigningCertificate(
    Bytes der, String subject, Instant notBefore, Instant notAfter, PublicKey key) {

  /// Reads a certificate.
  ///
  /// @throws CertificateException if it isn't one, or something follows
  public static SigningCertificate ofDer(Bytes der) throws CertificateException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    if (!Bytes.copyOf(certificate.getEncoded()).equals(der)) {
      throw new CertificateException("not a single DER structure");
    }
    return new SigningCertificate(
        der,
        certificate.getSubjectX500Principal().getName(),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        certificate.getPublicKey());
  }

  /// Reads PEM text that holds one certificate.
  ///
  /// @throws CertificateException if it holds none, or more than one
  public static SigningCertificate ofPem(String text) throws CertificateException {
    return ofDer(
        Pem.only("CERTIFICATE", text)
            .orElseThrow(() -> new CertificateException("not one certificate in PEM")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/// The certificate that proves a name to an authority (RFC 8737, section 3): self-signed, with what
/// only the holder of the account's key can compute.
final class NameProof {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;

  private NameProof() {}

  /// @param validation SHA-256 of the key authorisation
  static X509Certificate of(KeyPair key, String domain, byte[] validation) {
    SecureRandom random = new SecureRandom();
    Instant from = Instant.now().minus(LIFETIME);
    X500Name name = new X500Name("CN=proof of a name");
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(from),
              Date.from(from.plus(LIFETIME.multipliedBy(2))),
              name,
              key.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, domain)));
      builder.addExtension(
          new ASN1ObjectIdentifier(TlsAlpn01Challenge.ACME_VALIDATION_OID),
          true,
          new DEROctetString(validation));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("this Java runtime can't make a P-256 certificate", e);
    }
  }
}

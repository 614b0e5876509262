// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A key pair and a certificate of its own making, valid in 2026.
///
/// @param certificate DER
public record Signer(KeyPair pair, Bytes certificate) {
  public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

  public static Signer on(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return of(generator.generateKeyPair(), "SHA384withECDSA");
  }

  static Signer of(KeyPair pair, String algorithm) throws Exception {
    X500Name name = new X500Name("CN=test signer");
    return new Signer(
        pair,
        Bytes.copyOf(
            new JcaX509v3CertificateBuilder(
                    name, BigInteger.ONE, Date.from(FROM), Date.from(TO), name, pair.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
                .getEncoded()));
  }

  public String keyPem() {
    return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  public String certificatePem() {
    return pem("CERTIFICATE", certificate.toByteArray());
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }
}

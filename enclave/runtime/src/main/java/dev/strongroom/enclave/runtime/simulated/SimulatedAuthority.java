// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of the simulation.
///
/// @param certificate DER
record SimulatedAuthority(X500Name name, KeyPair keys, Bytes certificate) {
  private static final int SERIAL_BITS = 127;
  private static final Duration LIFETIME = Duration.ofDays(3650);

  /// An authority that certifies itself.
  static SimulatedAuthority root(String name, Instant from, SecureRandom random) {
    X500Name subject = new X500Name(name);
    KeyPair keys = newKeys(random);
    return new SimulatedAuthority(subject, keys, Bytes.EMPTY)
        .certify(subject, keys, from, new BasicConstraints(true), random);
  }

  /// A new authority below this one.
  SimulatedAuthority certify(
      String subject, Instant from, BasicConstraints constraints, SecureRandom random) {
    return certify(new X500Name(subject), newKeys(random), from, constraints, random);
  }

  private SimulatedAuthority certify(
      X500Name subject,
      KeyPair subjectKeys,
      Instant from,
      BasicConstraints constraints,
      SecureRandom random) {
    KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign);
    return new SimulatedAuthority(
        subject,
        subjectKeys,
        issue(
            subject,
            subjectKeys.getPublic(),
            from,
            from.plus(LIFETIME),
            constraints,
            usage,
            random));
  }

  /// Issues a certificate, DER.
  Bytes issue(
      X500Name subject,
      PublicKey subjectKey,
      Instant from,
      Instant until,
      BasicConstraints constraints,
      KeyUsage usage,
      SecureRandom random) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(from),
              Date.from(until),
              subject,
              subjectKey);
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, usage);
      return Bytes.copyOf(
          builder
              .build(new JcaContentSignerBuilder("SHA384withECDSA").build(keys.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException | RuntimeException e) {
      throw new IllegalStateException("can't issue a simulated certificate", e);
    }
  }

  static KeyPair newKeys(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no P-384", e);
    }
  }
}

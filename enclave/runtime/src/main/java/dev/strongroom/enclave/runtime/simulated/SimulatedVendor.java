// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues the certificates of a simulated module: root, regional, zonal, instance, leaf, with the
/// constraints and lifetimes of genuine ones. Keys are made when the process starts and die with
/// it.
final class SimulatedVendor {
  private static final String ISSUER = ".simulation.SIMULATED.nitro-enclaves";
  private static final int SERIAL_BITS = 127;

  private record Authority(X500Name name, KeyPair keys, Bytes certificate) {}

  /// A leaf and the key that signs documents.
  record Leaf(Bytes certificate, PrivateKey key, Instant notAfter) {}

  private final SecureRandom random;
  private final List<Authority> authorities = new ArrayList<>();

  /// A vendor with an instance CA for `instance`, valid from `now` on.
  SimulatedVendor(String instance, Instant now, SecureRandom random) {
    this.random = random;
    Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    authority(
        "CN=SIMULATED.nitro-enclaves", from, Duration.ofDays(3650), new BasicConstraints(true));
    authority("CN=regional" + ISSUER, from, Duration.ofDays(3650), new BasicConstraints(2));
    authority("CN=zonal" + ISSUER, from, Duration.ofDays(3650), new BasicConstraints(1));
    authority("CN=" + instance + ISSUER, from, Duration.ofDays(3650), new BasicConstraints(0));
  }

  /// The CA certificates, root first.
  List<Bytes> bundle() {
    return authorities.stream().map(Authority::certificate).toList();
  }

  /// A new leaf for `moduleId`, valid for three hours as genuine ones are.
  Leaf leaf(String moduleId, Instant now) {
    KeyPair keys = keys();
    Instant from = now.truncatedTo(ChronoUnit.SECONDS);
    Instant until = from.plus(Duration.ofHours(3));
    Bytes certificate =
        certificate(
            new X500Name("CN=" + moduleId + ".simulation.SIMULATED"),
            keys,
            authorities.getLast(),
            from,
            until,
            new BasicConstraints(false),
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    return new Leaf(certificate, keys.getPrivate(), until);
  }

  private void authority(
      String name, Instant from, Duration lifetime, BasicConstraints constraints) {
    KeyPair keys = keys();
    X500Name subject = new X500Name(name);
    Authority issuer =
        authorities.isEmpty() ? new Authority(subject, keys, Bytes.EMPTY) : authorities.getLast();
    Bytes certificate =
        certificate(
            subject,
            keys,
            issuer,
            from,
            from.plus(lifetime),
            constraints,
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
    authorities.add(new Authority(subject, keys, certificate));
  }

  private Bytes certificate(
      X500Name subject,
      KeyPair keys,
      Authority issuer,
      Instant from,
      Instant until,
      BasicConstraints constraints,
      KeyUsage usage) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer.name(),
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(from),
              Date.from(until),
              subject,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, usage);
      return Bytes.copyOf(
          builder
              .build(
                  new JcaContentSignerBuilder("SHA384withECDSA").build(issuer.keys().getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException | RuntimeException e) {
      throw new IllegalStateException("can't issue a simulated certificate", e);
    }
  }

  private KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no P-384", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Somebody who issues certificates, for tests.
///
/// @param name of the subject
/// @param keys of the subject
/// @param certificate DER
public record Authority(String name, KeyPair keys, Bytes certificate) {

  /// What a certificate says, besides who issued it.
  ///
  /// @param subject name
  /// @param serial number
  /// @param from first second of validity
  /// @param until last second
  /// @param ca whether it is a CA's
  /// @param pathLength of a CA; negative for none stated
  /// @param usage bits of KeyUsage as Bouncy Castle has them
  /// @param extensions contents by identifier
  public record Wish(
      String subject,
      long serial,
      Instant from,
      Instant until,
      boolean ca,
      int pathLength,
      int usage,
      Map<String, Bytes> extensions) {

    /// A CA's.
    public static Wish authority(String subject, long serial) {
      return new Wish(subject, serial, FROM, UNTIL, true, -1, KeyUsage.keyCertSign, Map.of());
    }

    /// The same, valid then.
    public Wish during(Instant first, Instant last) {
      return new Wish(subject, serial, first, last, ca, pathLength, usage, extensions);
    }

    /// The same with extensions.
    public Wish with(Map<String, Bytes> more) {
      return new Wish(subject, serial, from, until, ca, pathLength, usage, more);
    }

    /// The same as a CA or not.
    public Wish as(boolean authority, int length, int bits) {
      return new Wish(subject, serial, from, until, authority, length, bits, extensions);
    }
  }

  /// When forged certificates are valid.
  public static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

  /// The same, the last second.
  public static final Instant UNTIL = Instant.parse("2036-01-01T00:00:00Z");

  /// Keys on a curve, or RSA with so many bits.
  public static KeyPair keys(String type) {
    try {
      if (type.startsWith("RSA-")) {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(Integer.parseInt(type.substring(4)));
        return rsa.generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(type));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One that vouches for itself.
  public static Authority root(String name, String type) {
    KeyPair keys = keys(type);
    Wish wish = Wish.authority(name, 1);
    return new Authority(name, keys, issue(name, keys, wish, keys));
  }

  /// The same root by another certificate, which allows no authorities below it.
  public Authority shortened() {
    Wish wish = Wish.authority(name, 1).as(true, 0, KeyUsage.keyCertSign);
    return new Authority(name, keys, issue(name, keys, wish, keys));
  }

  /// One that this one vouches for.
  public Authority issue(Wish wish, KeyPair subject) {
    return new Authority(wish.subject(), subject, issue(name, keys, wish, subject));
  }

  private static Bytes issue(String issuer, KeyPair signer, Wish wish, KeyPair subject) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(wish.serial()),
              Date.from(wish.from()),
              Date.from(wish.until()),
              new X500Name(wish.subject()),
              SubjectPublicKeyInfo.getInstance(subject.getPublic().getEncoded()));
      if (wish.ca()) {
        builder.addExtension(
            Extension.basicConstraints,
            true,
            wish.pathLength() < 0
                ? new BasicConstraints(true)
                : new BasicConstraints(wish.pathLength()));
      }
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(wish.usage()));
      for (Map.Entry<String, Bytes> extension : wish.extensions().entrySet()) {
        builder.addExtension(
            new ASN1ObjectIdentifier(extension.getKey()),
            false,
            extension.getValue().toByteArray());
      }
      String algorithm =
          signer.getPrivate().getAlgorithm().equals("RSA")
              ? "SHA256withRSA"
              : signer.getPublic().getEncoded().length > 91 ? "SHA384withECDSA" : "SHA256withECDSA";
      return Bytes.copyOf(
          builder
              .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The key, SubjectPublicKeyInfo.
  public Bytes publicKey() {
    return Bytes.copyOf(keys.getPublic().getEncoded());
  }
}

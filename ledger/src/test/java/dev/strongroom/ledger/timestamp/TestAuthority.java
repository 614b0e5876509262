// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/// An authority in this process that can be wrong in ways that OpenSSL's refuses to be.
public final class TestAuthority {
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  /// The usual purpose, and how critical it is.
  static final ExtendedKeyUsage STAMPING = new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping);

  private static long serial = 1;

  final X509Certificate root;
  final X509Certificate certificate;
  private final X509Certificate signing;
  private final PrivateKey key;
  private String digestSignature = "SHA256withECDSA";
  private boolean withCertificates = true;
  private boolean criticalExtension;

  private TestAuthority(
      X509Certificate root, X509Certificate certificate, X509Certificate signing, PrivateKey key) {
    this.signing = signing;
    this.root = root;
    this.certificate = certificate;
    this.key = key;
  }

  /// An authority that is as it should be.
  public static TestAuthority create() throws Exception {
    return create(STAMPING, true, NOW.plus(Duration.ofDays(100)), NOW.plus(Duration.ofDays(1000)));
  }

  static TestAuthority create(
      ExtendedKeyUsage usage, boolean critical, Instant authorityEnds, Instant rootEnds)
      throws Exception {
    KeyPair rootKeys = ec();
    KeyPair keys = ec();
    X500Name rootName = new X500Name("CN=Test root " + serial);
    X509Certificate root =
        sign(
            builder(rootName, rootName, rootKeys, rootEnds)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
            rootKeys.getPrivate());
    long number = serial;
    X509Certificate certificate =
        sign(
            builder(rootName, new X500Name("CN=Test authority"), keys, authorityEnds)
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, critical, usage),
            rootKeys.getPrivate());
    // Bouncy Castle makes tokens for good certificates only: one of the same issuer and number.
    serial = number;
    X509Certificate good =
        sign(
            builder(rootName, new X500Name("CN=Test authority"), keys, authorityEnds)
                .addExtension(Extension.extendedKeyUsage, true, STAMPING),
            rootKeys.getPrivate());
    boolean usable = critical && usage.equals(STAMPING);
    return new TestAuthority(root, certificate, usable ? certificate : good, keys.getPrivate());
  }

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serial++),
        Date.from(NOW.minus(Duration.ofDays(365))),
        Date.from(until),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  TestAuthority signingBy(String algorithm) {
    digestSignature = algorithm;
    return this;
  }

  TestAuthority withoutCertificates() {
    withCertificates = false;
    return this;
  }

  TestAuthority withCriticalExtension() {
    criticalExtension = true;
    return this;
  }

  /// Signs with this one's key under another's certificate.
  TestAuthority under(TestAuthority other) {
    return new TestAuthority(other.root, other.certificate, other.signing, key);
  }

  /// Its root, pinned.
  public TimestampAuthorities believed() throws Exception {
    return new TimestampAuthorities(Set.of(pin(root)), List.of(der(root)));
  }

  /// What it answers.
  public Bytes response(TimestampRequest request) throws Exception {
    return response(new TimeStampRequest(request.encoded().toByteArray()), NOW);
  }

  Bytes response(TimeStampRequest request, Instant at) throws Exception {
    TimeStampTokenGenerator generator =
        new TimeStampTokenGenerator(
            new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setSignedAttributeGenerator(signedAt(at))
                .build(new JcaContentSignerBuilder(digestSignature).build(key), signing),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4"));
    if (withCertificates) {
      generator.addCertificates(new JcaCertStore(List.of(certificate)));
    }
    generator.setAccuracySeconds(1);
    generator.setAccuracyMillis(500);
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    if (criticalExtension) {
      extensions.addExtension(new ASN1ObjectIdentifier("1.2.3.5"), true, new byte[] {5, 0});
    }
    return Bytes.copyOf(
        new TimeStampResponseGenerator(generator, TSPAlgorithms.ALLOWED)
            .generateGrantedResponse(
                request,
                BigInteger.valueOf(serial++),
                Date.from(at),
                "granted",
                extensions.isEmpty() ? null : extensions.generate())
            .getEncoded());
  }

  private static DefaultSignedAttributeTableGenerator signedAt(Instant at) {
    Attribute time = new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at))));
    return new DefaultSignedAttributeTableGenerator(new AttributeTable(time));
  }

  static Bytes der(X509Certificate certificate) throws Exception {
    return Bytes.copyOf(certificate.getEncoded());
  }

  static Bytes pin(X509Certificate certificate) throws Exception {
    return sha256(der(certificate));
  }

  static Bytes sha256(Bytes data) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
  }
}

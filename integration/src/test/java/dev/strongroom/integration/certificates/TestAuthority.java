// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An operator's own authority: a root, and what it issues.
///
/// @param server a certificate for a server of its own
record TestAuthority(
    KeyPair rootKey, X509Certificate root, KeyPair serverKey, X509Certificate server) {
  private static final X500Name NAME = new X500Name("CN=an authority of a test");

  static TestAuthority create(String serverName) throws Exception {
    KeyPair rootKey = key();
    X509Certificate root = sign(rootKey, rootKey.getPublic(), NAME, Duration.ofDays(30), true);
    KeyPair serverKey = key();
    return new TestAuthority(
        rootKey,
        root,
        serverKey,
        sign(
            rootKey,
            serverKey.getPublic(),
            new X500Name("CN=a server"),
            Duration.ofDays(20),
            false,
            serverName));
  }

  /// Certifies a key.
  X509Certificate issue(PublicKey key, Duration lifetime, String... names) throws Exception {
    return sign(rootKey, key, new X500Name("CN=issued"), lifetime, false, names);
  }

  private static X509Certificate sign(
      KeyPair by, PublicKey key, X500Name subject, Duration lifetime, boolean ca, String... names)
      throws Exception {
    Instant from = Instant.now().minusSeconds(60);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(from),
            Date.from(from.plus(lifetime)),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    if (names.length > 0) {
      GeneralName[] all = new GeneralName[names.length];
      for (int i = 0; i < names.length; i++) {
        all[i] = new GeneralName(GeneralName.dNSName, names[i]);
      }
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
  }

  static KeyPair key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// TLS that trusts one root, as a browser trusts its own.
  static SSLContext trusting(X509Certificate root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}

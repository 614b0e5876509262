// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed P-256 certificate whose key is born here and never leaves memory. Its name proves
/// nothing; clients of the attested channel check its key's binding instead.
public final class ServerCertificate {
  private static final int SERIAL_BITS = 127;

  private final X509ExtendedKeyManager keyManager;
  private final SSLContext context;
  private final X509Certificate certificate;

  private ServerCertificate(
      X509ExtendedKeyManager keyManager, SSLContext context, X509Certificate certificate) {
    this.keyManager = keyManager;
    this.context = context;
    this.certificate = certificate;
  }

  /// A new key and a certificate for it.
  ///
  /// @param dnsName what the certificate is for, as far as browsers care
  /// @param lifetime from `from` on
  public static ServerCertificate generate(
      String dnsName, Instant from, Duration lifetime, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      X509Certificate certificate = selfSigned(dnsName, from, lifetime, keys, random);
      // A key store would encrypt the key under an empty password, ten thousand rounds of nothing.
      X509ExtendedKeyManager keyManager = new OneKey(keys.getPrivate(), certificate);
      return new ServerCertificate(keyManager, context(keyManager, random), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("this Java runtime can't make a P-256 certificate", e);
    }
  }

  /// TLS with this certificate.
  public SSLContext context() {
    return context;
  }

  /// The key with this certificate, for a server that has others beside it.
  public X509ExtendedKeyManager keyManager() {
    return keyManager;
  }

  /// The certificate.
  public X509Certificate certificate() {
    return certificate;
  }

  private static X509Certificate selfSigned(
      String dnsName, Instant from, Duration lifetime, KeyPair keys, SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Name name = new X500Name("CN=" + dnsName);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
            Date.from(from),
            Date.from(from.plus(lifetime)),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static SSLContext context(X509ExtendedKeyManager keyManager, SecureRandom random)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(new KeyManager[] {keyManager}, null, random);
    return context;
  }
}

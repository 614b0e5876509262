// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The way from an authority's certificate to a pinned one, by the JDK's own path builder (RFC
/// 5280, 6). Whether certificates were revoked isn't asked: there is no network here.
final class CertificatePath {
  private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final int MIN_RSA_BITS = 2048;

  private final X509Certificate signer;
  private final List<X509Certificate> others;
  private final Instant at;

  private CertificatePath(X509Certificate signer, List<X509Certificate> others, Instant at) {
    this.signer = signer;
    this.others = others;
    this.at = at;
  }

  /// Checks the authority's certificate and finds its anchor.
  ///
  /// @param signer DER
  /// @param others DER of whatever else there is
  /// @param at the token's own time
  /// @return SHA-256 of the pinned certificate
  static Bytes check(Bytes signer, List<Bytes> others, Set<Bytes> pins, Instant at)
      throws RefusedTimestampException {
    X509Certificate authority = read(signer);
    List<X509Certificate> read = new ArrayList<>();
    for (Bytes other : others) {
      read.add(read(other));
    }
    CertificatePath path = new CertificatePath(authority, read, at);
    path.checkUsage();
    path.checkValidity(authority);
    Bytes own = pin(authority);
    return pins.contains(own) ? own : path.build(pins);
  }

  private static X509Certificate read(Bytes der) throws RefusedTimestampException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509", "SUN")
              .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    } catch (CertificateException e) {
      throw new RefusedTimestampException(Reason.PATH, "a certificate that can't be read");
    } catch (NoSuchProviderException e) {
      throw new IllegalStateException("this Java runtime reads no certificates", e);
    }
  }

  private static Bytes pin(X509Certificate certificate) throws RefusedTimestampException {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (CertificateException e) {
      throw new RefusedTimestampException(Reason.PATH, "a certificate that can't be read");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// RFC 3161, 2.3: the extension is critical and has this one purpose.
  private void checkUsage() throws RefusedTimestampException {
    boolean usable;
    try {
      Set<String> critical = signer.getCriticalExtensionOIDs();
      boolean[] uses = signer.getKeyUsage();
      usable =
          critical != null
              && critical.contains(EXTENDED_KEY_USAGE)
              && List.of(TIME_STAMPING).equals(signer.getExtendedKeyUsage())
              && signer.getBasicConstraints() < 0
              && (uses == null || uses[0] || uses[1]);
    } catch (CertificateException e) {
      usable = false;
    }
    if (!usable) {
      throw new RefusedTimestampException(
          Reason.KEY_USAGE, "the certificate isn't critically and only for time stamping");
    }
  }

  private void checkValidity(X509Certificate certificate) throws RefusedTimestampException {
    if (at.isBefore(certificate.getNotBefore().toInstant())
        || at.isAfter(certificate.getNotAfter().toInstant())) {
      throw new RefusedTimestampException(
          Reason.VALIDITY,
          certificate.getSubjectX500Principal().getName() + " wasn't valid at " + at);
    }
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new RefusedTimestampException(Reason.ALGORITHM, "an RSA key below 2048 bits");
    }
  }

  private Bytes build(Set<Bytes> pins) throws RefusedTimestampException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate other : others) {
      if (pins.contains(pin(other))) {
        anchors.add(new TrustAnchor(other, null));
      }
    }
    if (anchors.isEmpty()) {
      throw new RefusedTimestampException(Reason.UNPINNED, "no certificate is pinned");
    }
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      List<X509Certificate> all = new ArrayList<>(others);
      all.add(signer);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(all), "SUN"));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathBuilder builder = CertPathBuilder.getInstance("PKIX", "SUN");
      PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult) builder.build(parameters);
      for (var certificate : built.getCertPath().getCertificates()) {
        checkValidity((X509Certificate) certificate);
      }
      // Which the builder doesn't look at.
      X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
      checkValidity(anchor);
      return pin(anchor);
    } catch (CertPathBuilderException e) {
      throw new RefusedTimestampException(
          Reason.PATH, "no path to a pinned certificate that holds at " + at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime builds no paths", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/// The JDK's own opinion of certificates and paths.
final class Pkix {
  private Pkix() {}

  /// The certificate as the JDK reads it.
  static X509Certificate read(Bytes der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
  }

  /// Whether the JDK accepts `chain` (root first) with its root as trust anchor, without looking
  /// for revocations.
  static boolean accepts(List<Bytes> chain, Instant at) {
    try {
      List<X509Certificate> path = new ArrayList<>();
      for (Bytes der : chain.subList(1, chain.size()).reversed()) {
        path.add(read(der));
      }
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(read(chain.getFirst()), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}

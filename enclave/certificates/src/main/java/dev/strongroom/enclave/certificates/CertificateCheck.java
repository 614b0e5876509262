// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What has to hold before a certificate is used, whoever issued it.
final class CertificateCheck {
  /// Of a subject alternative name (RFC 5280, 4.2.1.6).
  private static final int DNS_NAME = 2;

  private CertificateCheck() {}

  /// Checks that a chain is for this key, for exactly these names, and valid now; and that each
  /// certificate is signed by the next.
  ///
  /// @throws CertificateException if one of it doesn't hold
  static void check(List<X509Certificate> chain, PublicKey key, Set<String> domains, Instant now)
      throws CertificateException {
    X509Certificate leaf = chain.getFirst();
    if (!Arrays.equals(leaf.getPublicKey().getEncoded(), key.getEncoded())) {
      throw refused(CertificateProblem.KEY, "it is for a key that isn't this enclave's");
    }
    Set<String> named = names(leaf);
    if (!named.equals(domains)) {
      throw refused(CertificateProblem.NAMES, "it is for " + named + ", not for " + domains);
    }
    if (leaf.getBasicConstraints() >= 0) {
      throw refused(CertificateProblem.CHAIN, "it is an authority's");
    }
    for (X509Certificate one : chain) {
      if (now.isBefore(one.getNotBefore().toInstant())
          || !now.isBefore(one.getNotAfter().toInstant())) {
        throw refused(
            CertificateProblem.DATES,
            "valid from "
                + one.getNotBefore().toInstant()
                + " to "
                + one.getNotAfter().toInstant()
                + ", and it is "
                + now);
      }
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new CertificateException(
            CertificateProblem.CHAIN, "certificate " + (i + 1) + " isn't signed by the next", e);
      }
    }
  }

  /// Names other than those of hosts count as names that nobody asked for.
  private static Set<String> names(X509Certificate leaf) throws CertificateException {
    Set<String> names = new HashSet<>();
    try {
      Collection<List<?>> all = leaf.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          boolean host = name.get(0) instanceof Integer type && type == DNS_NAME;
          names.add(
              host ? String.valueOf(name.get(1)).toLowerCase(Locale.ROOT) : "another kind of name");
        }
      }
      return names;
    } catch (CertificateParsingException e) {
      throw new CertificateException(CertificateProblem.UNREADABLE, "its names can't be read", e);
    }
  }

  private static CertificateException refused(CertificateProblem problem, String detail) {
    return new CertificateException(problem, detail, null);
  }
}

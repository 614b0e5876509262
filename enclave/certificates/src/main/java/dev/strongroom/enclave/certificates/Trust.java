// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Who vouches for the certificates of servers: roots of the measured configuration, or those of
/// the Java runtime, which is measured too.
public final class Trust {
  private final TrustManager[] managers;

  private Trust(TrustManager[] managers) {
    this.managers = managers;
  }

  /// Trust in these roots, and in no others.
  ///
  /// @param roots empty: those of the Java runtime
  public static Trust in(List<X509Certificate> roots) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(roots.isEmpty() ? null : store(roots));
      return new Trust(factory.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime can't judge certificates", e);
    }
  }

  private static KeyStore store(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate root : roots) {
      store.setCertificateEntry("root " + store.size(), root);
    }
    return store;
  }

  /// TLS to servers that are trusted so.
  public SSLContext tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /// Whether a chain leads to a root, as it would have to for a client.
  ///
  /// @throws CertificateException if it doesn't
  void check(List<X509Certificate> chain) throws CertificateException {
    try {
      X509TrustManager judge =
          Arrays.stream(managers)
              .filter(X509TrustManager.class::isInstance)
              .map(X509TrustManager.class::cast)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("nobody judges certificates"));
      judge.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
    } catch (java.security.cert.CertificateException e) {
      throw new CertificateException(
          CertificateProblem.CHAIN, "it doesn't lead to a root of the configuration", e);
    }
  }
}

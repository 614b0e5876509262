// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Takes any certificate and keeps its key, to be compared with what evidence binds. Nothing but a
/// request for that evidence may be sent over such a connection.
final class LeafKey extends X509ExtendedTrustManager {
  private @Nullable Bytes captured;

  private LeafKey() {}

  /// Makes `connection` take any certificate.
  static LeafKey capturing(HttpsURLConnection connection) throws IOException {
    LeafKey leafKey = new LeafKey();
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {leafKey}, null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      connection.setHostnameVerifier((_, _) -> true);
      return leafKey;
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java runtime has no TLS 1.3", e);
    }
  }

  /// SubjectPublicKeyInfo of the server's certificate.
  ///
  /// @throws IOException if there was no handshake
  Bytes captured() throws IOException {
    if (captured == null) {
      throw new IOException("no TLS handshake");
    }
    return captured;
  }

  private void capture(X509Certificate[] chain) {
    captured = Bytes.copyOf(chain[0].getPublicKey().getEncoded());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    capture(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    capture(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    capture(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new IllegalStateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new IllegalStateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException("no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

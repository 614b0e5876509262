// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS 1.3 with a server of which nothing is known yet but that it has the key which its
/// certificate shows. Certificates are taken as they come: who is behind a name says nothing about
/// what runs there. Only for [TinfoilBackend], which looks whether evidence binds this key and
/// sends nothing of a request before; package-private for that reason.
///
/// @param socket handshaken
/// @param keyInfo the leaf's SubjectPublicKeyInfo, DER
record TlsToAnyKey(SSLSocket socket, Bytes keyInfo) {
  private static final String TLS = "TLSv1.3";
  private static final String HTTP = "http/1.1";

  /// What may stand in server name indication.
  private static final Pattern DNS_NAME =
      Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*");

  /// Shakes hands over a connected socket, which is closed with the outcome's.
  ///
  /// @param host for server name indication
  /// @throws IOException if that fails, or if it isn't TLS 1.3 for HTTP/1.1
  static TlsToAnyKey over(Socket connected, String host, int port) throws IOException {
    // A context of its own knows no earlier session: each handshake is a full one, with the key.
    SSLSocket tls =
        (SSLSocket) context().getSocketFactory().createSocket(connected, host, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    if (DNS_NAME.matcher(host).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    parameters.setProtocols(new String[] {TLS});
    parameters.setApplicationProtocols(new String[] {HTTP});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    String protocol = tls.getApplicationProtocol();
    if (!tls.getSession().getProtocol().equals(TLS)
        || !(protocol.isEmpty() || protocol.equals(HTTP))) {
      throw new IOException("no TLS 1.3 for HTTP/1.1");
    }
    return new TlsToAnyKey(
        tls, Bytes.copyOf(tls.getSession().getPeerCertificates()[0].getPublicKey().getEncoded()));
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance(TLS);
      context.init(null, new TrustManager[] {new TakesAny()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS 1.3", e);
    }
  }

  private static final class TakesAny extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("no server");
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
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

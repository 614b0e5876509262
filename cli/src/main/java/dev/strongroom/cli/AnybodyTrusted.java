// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Takes any server's certificate: for what is signed by itself.
final class AnybodyTrusted extends X509ExtendedTrustManager {
  AnybodyTrusted() {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

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

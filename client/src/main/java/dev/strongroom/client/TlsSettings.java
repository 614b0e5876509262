// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// What callers set on an attested connection. It is kept, so that they find it again, and ignored:
/// version and protocol are those of the attested channel, and the name in a certificate proves
/// nothing, so there is none to identify. Thread-safe.
final class TlsSettings {
  /// What the connection speaks to its user, whatever ALPN says on the wire.
  static final String HTTP = "http/1.1";

  private final String[] suites;
  private final String[] protocols;
  private SSLParameters parameters;
  private boolean sessionCreation = true;

  TlsSettings(SSLEngine actual) {
    suites = actual.getEnabledCipherSuites();
    protocols = actual.getEnabledProtocols();
    parameters = new SSLParameters(suites, protocols);
    parameters.setApplicationProtocols(new String[] {HTTP});
  }

  /// The cipher suites that are offered.
  String[] suites() {
    return suites.clone();
  }

  /// TLS 1.3.
  String[] protocols() {
    return protocols.clone();
  }

  synchronized SSLParameters parameters() {
    return parameters;
  }

  synchronized void parameters(SSLParameters wanted) {
    parameters = wanted;
  }

  synchronized boolean sessionCreation() {
    return sessionCreation;
  }

  synchronized void sessionCreation(boolean allowed) {
    sessionCreation = allowed;
  }

  /// @throws IllegalArgumentException for a server: this is the client's end
  static void clientMode(boolean client) {
    if (!client) {
      throw new IllegalArgumentException("only for clients");
    }
  }
}

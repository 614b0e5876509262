// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSession;

/// Finds what was verified behind a TLS session, such as that of a `HttpResponse`. Sessions are
/// never resumed, so each belongs to one connection.
public final class AttestedSession {
  private static final String KEY = AttestedServer.class.getName();

  private AttestedSession() {}

  /// The verified server at the other end.
  ///
  /// @return empty if this library didn't verify the session's connection
  public static Optional<AttestedServer> server(SSLSession session) {
    return session.getValue(KEY) instanceof AttestedServer server
        ? Optional.of(server)
        : Optional.empty();
  }

  /// For HTTP clients that ask for one on their own: takes verified connections, whatever the name
  /// in the certificate, which proves nothing.
  public static HostnameVerifier hostnameVerifier() {
    return (_, session) -> server(session).isPresent();
  }

  static void verified(SSLSession session, AttestedServer server) {
    session.putValue(KEY, server);
  }
}

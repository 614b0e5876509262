// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.principal.IdTokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An OpenID provider (npm's `oidc-provider`) on this computer, with TLS and a certificate of the
/// test's own, and a client that gets tokens of it by the authorization code flow with PKCE.
///
/// @param about issuer, jwksUrl and jwks
record OpenIdProvider(Peer peer, JsonNode about, KeyStore certificate) implements AutoCloseable {
  /// Whose tokens the vault takes.
  static final String AUDIENCE = "wallet";

  /// Another client of the same provider.
  static final String ELSEWHERE = "elsewhere";

  private static final String PASSWORD = "changeit";

  static OpenIdProvider start(Path folder) throws Exception {
    Path file = folder.resolve("provider.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost")
            .redirectErrorStream(true)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(keytool.inputReader().readLine());
    }
    KeyStore certificate = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      certificate.load(in, PASSWORD.toCharArray());
    }
    Peer peer = Peer.start("oidc.mjs", file.toString(), PASSWORD);
    return new OpenIdProvider(peer, peer.ask("about", Map.of()), certificate);
  }

  String issuer() throws Exception {
    return about.member("issuer").text();
  }

  /// The vault's settings, with the provider's keys in them.
  Map<String, Object> pinned() throws Exception {
    return Map.of("issuer", issuer(), "audience", AUDIENCE, "keys", about.member("jwks").value());
  }

  /// The vault's settings, by which it fetches the keys.
  Map<String, Object> fetched() throws Exception {
    return Map.of("issuer", issuer(), "audience", AUDIENCE, "jwksUrl", jwksUrl().toString());
  }

  URI jwksUrl() throws Exception {
    return URI.create(about.member("jwksUrl").text());
  }

  /// An ID token for a session.
  ///
  /// @param client whose
  /// @param subject who logs in
  /// @param session whom it is bound to
  String token(String client, String subject, RequestKey session) throws Exception {
    return peer.ask(
            "login",
            Map.of(
                "client",
                client,
                "subject",
                subject,
                "nonce",
                IdTokens.nonce(session.publicKey().encoded())))
        .member("token")
        .text();
  }

  /// Who trusts this provider's certificate, and no other.
  SSLContext trust() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.getCertificate("server"));
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    return tls;
  }

  @Override
  public void close() {
    peer.close();
  }
}

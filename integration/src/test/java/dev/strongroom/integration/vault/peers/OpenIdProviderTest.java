// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.principal.IdTokens;
import dev.strongroom.enclave.vault.principal.Identity;
import dev.strongroom.enclave.vault.principal.PrincipalSettings;
import dev.strongroom.enclave.vault.principal.RefusedPrincipalException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Keys that are fetched from a provider rather than pinned.
@Timeout(240)
class OpenIdProviderTest {
  @TempDir private Path folder = Path.of("");

  private static PrincipalSettings settings(Map<String, ?> oidc) throws Exception {
    return PrincipalSettings.parse(
        JsonNode.parse(CanonicalJson.text(Map.of("oidc", List.of(oidc)))));
  }

  @Test
  void tokensOfARealProviderVerifyWithTheKeysThatItPublishes() throws Exception {
    try (OpenIdProvider provider = OpenIdProvider.start(folder);
        HttpClient trusting = HttpClient.newBuilder().sslContext(provider.trust()).build()) {
      IdTokens tokens =
          new IdTokens(settings(provider.fetched()).oidc(), trusting, InstantSource.system());
      RequestKey session = VaultDeployment.newKey();
      Bytes sessionKey = session.publicKey().encoded();
      String token = provider.token(OpenIdProvider.AUDIENCE, "bob", session);
      Identity.OfOidc bob = tokens.verify(token, sessionKey);
      assertThat(bob.principal().toString()).isEqualTo("oidc:" + provider.issuer() + "#bob");
      String changed = token.substring(0, token.length() - 8) + "AAAAAAAA";
      assertThatThrownBy(() -> tokens.verify(changed, sessionKey))
          .isInstanceOf(RefusedPrincipalException.class)
          .hasMessageStartingWith("bad-signature:");
      IdTokens later =
          new IdTokens(
              settings(provider.fetched()).oidc(),
              trusting,
              () -> Instant.now().plus(IdTokens.OLDEST).plusSeconds(60));
      assertThatThrownBy(() -> later.verify(token, sessionKey))
          .isInstanceOf(RefusedPrincipalException.class);
    }
  }

  @Test
  void aProviderWhoseCertificateNobodyVouchesForLetsNobodyIn() throws Exception {
    try (OpenIdProvider provider = OpenIdProvider.start(folder);
        VaultDeployment vault =
            VaultDeployment.start(
                Files.createDirectory(folder.resolve("witness")),
                Map.of("people", Map.of("oidc", List.of(provider.fetched()))),
                "localhost:" + provider.jwksUrl().getPort())) {
      RequestKey session = VaultDeployment.newKey();
      String token = provider.token(OpenIdProvider.AUDIENCE, "bob", session);
      vault
          .post(session, "/v1/wallets", Map.of("login", Map.of("kind", "oidc", "token", token)))
          .refused("keys-unavailable");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalSettingsTest {
  private static final String KEYS = CanonicalJson.text(new Tokens().jwks());
  private static final String GOOD =
      """
      {"passkeys":{"relyingParty":"example.com","origins":["https://example.com","https://app.example.com:8443"]},
       "oidc":[{"issuer":"https://a.example","audience":"w","keys":KEYS},
               {"issuer":"https://b.example/t","audience":"w","jwksUrl":"https://b.example/keys?v=1"}],
       "telegram":{"botId":1234567890123,"maxAge":600}}\
      """
          .replace("KEYS", KEYS);

  @Test
  void all() throws Exception {
    PrincipalSettings settings = PrincipalSettings.parse(JsonNode.parse(GOOD));
    assertThat(settings.passkeys().orElseThrow().origins()).hasSize(2);
    assertThat(settings.oidc().get(0).keys().orElseThrow().keys()).hasSize(3);
    assertThat(settings.oidc().get(1).jwksUrl()).isPresent();
    TelegramSettings telegram = settings.telegram().orElseThrow();
    assertThat(telegram.botId()).isEqualTo(1234567890123L);
    assertThat(telegram.maxAge()).isEqualTo(Duration.ofMinutes(10));
    assertThat(telegram.publicKey()).isEqualTo(TelegramSettings.PRODUCTION);
    assertThat(telegram.hmacAllowed()).isFalse();

    assertThat(PrincipalSettings.parse(JsonNode.parse("{}"))).isEqualTo(PrincipalSettings.none());
    String test =
        GOOD.replace("\"maxAge\":600", "\"maxAge\":600,\"test\":true,\"hmac\":{\"allowed\":true}");
    TelegramSettings tested =
        PrincipalSettings.parse(JsonNode.parse(test)).telegram().orElseThrow();
    assertThat(tested.publicKey()).isEqualTo(TelegramSettings.TEST);
    assertThat(tested.hmacAllowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "passkeys.relyingParty | \"example.com\", | \"Example.com\",",
        "passkeys.origins[0] | \"https://example.com\" | \"http://example.com\"",
        "passkeys.origins[0] | \"https://example.com\" | \"https://example.com/\"",
        "passkeys.origins[0] | \"https://example.com\" | \"https://badexample.com\"",
        "passkeys.origins[0] | \"https://example.com\" | \"https://u@example.com\"",
        "passkeys.origins[0] | \"https://example.com\" | \"*\"",
        "passkeys.origins[1] | app.example.com:8443 | example.com",
        "passkeys | `\"origins\":` | `\"attestationRoots\":[\"x\"],\"origins\":`",
        "oidc[0] | https://a.example | http://a.example",
        "oidc[0] | https://a.example | https://a.example#x",
        "oidc[0] | https://a.example | https://a.example?x",
        "oidc[1] | https://b.example/t | https://a.example",
        "oidc[1] | https://b.example/keys | http://b.example/keys",
        "oidc[1] | `\"jwksUrl\":` | `\"jwks\":`",
        "oidc[1] | `,\"jwksUrl\":\"https://b.example/keys?v=1\"` | ``",
        "oidc[0].keys | \"P-256\" | \"P-384\"",
        "oidc[0].keys | \"kid\":\"ec\" | \"kid\":\"rsa\"",
        "oidc[0].keys | \"crv\":\"Ed25519\" | `\"crv\":\"Ed25519\",\"d\":\"AA\"`",
        "telegram.botId | 1234567890123 | 0",
        "telegram.botId | 1234567890123 | \"1\"",
        "telegram.maxAge | `\"maxAge\":600` | `\"maxAge\":0`",
        "telegram.maxAge | `\"maxAge\":600` | `\"maxAge\":86401`",
        "telegram | \"maxAge\" | \"maxage\"",
        "telegram | `\"maxAge\":600` | `\"maxAge\":600,\"hmac\":true`",
        "`` | {\"passkeys\" | `{\"github\":1,\"passkeys\"`",
      })
  void wrong(String place, String from, String to) {
    String changed = GOOD.replace(from, to == null ? "" : to);
    assertThat(changed).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> PrincipalSettings.parse(JsonNode.parse(changed)))
        .isInstanceOf(MalformedJsonException.class)
        .satisfies(e ->
            assertThat(((MalformedJsonException) e).place())
                .startsWith(place == null ? "" : place));
  }
}

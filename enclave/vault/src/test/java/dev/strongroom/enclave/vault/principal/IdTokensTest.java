// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long SECONDS = NOW.getEpochSecond();
  private static final String ISSUER = "https://login.example.com/tenant";
  private static final Bytes SESSION = Bytes.utf8("ed25519:session-key");
  private static final Tokens TOKENS = new Tokens();
  private static final HttpClient NOBODY = HttpClient.newHttpClient();

  private static IdTokens tokens() throws Exception {
    JsonNode keys = JsonNode.parse(CanonicalJson.text(TOKENS.jwks()));
    OidcSettings settings =
        new OidcSettings(ISSUER, "wallet", Optional.of(IssuerKeys.pinned(keys)), Optional.empty());
    return new IdTokens(List.of(settings), NOBODY, () -> NOW);
  }

  @AfterAll
  static void close() {
    NOBODY.close();
  }

  private static Map<String, Object> header(String algorithm, String key) {
    return Map.of("alg", algorithm, "kid", key, "typ", "JWT");
  }

  private static Map<String, Object> claims() {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", "wallet");
    claims.put("sub", "u-17");
    claims.put("iat", SECONDS - 10);
    claims.put("exp", SECONDS + 300);
    claims.put("nbf", SECONDS - 10);
    claims.put("nonce", IdTokens.nonce(SESSION));
    claims.put("email_verified", true);
    return claims;
  }

  private static Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = claims();
    claims.put(name, value);
    return claims;
  }

  private static void refused(String code, String token) throws Exception {
    IdTokens tokens = tokens();
    assertThatThrownBy(() -> tokens.verify(token, SESSION))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith(code + ":");
  }

  private static String rs256(Map<String, Object> claims) throws Exception {
    return TOKENS.token(header("RS256", "rsa"), claims, "RS256");
  }

  @ParameterizedTest
  @CsvSource({"RS256, rsa", "PS256, rsa", "ES256, ec", "EdDSA, ed"})
  void eachAlgorithm(String algorithm, String key) throws Exception {
    String token = TOKENS.token(header(algorithm, key), claims(), algorithm);
    Identity.OfOidc identity = tokens().verify(token, SESSION);
    assertThat(identity.principal()).hasToString("oidc:" + ISSUER + "#u-17");
    assertThat(identity.method()).isEqualTo("oidc");
    assertThat(identity.claims())
        .containsEntry("issuer", ISSUER)
        .containsEntry("subject", "u-17")
        .containsEntry("expires", SECONDS + 300);

    // Each part changed by one bit.
    String[] parts = token.split("\\.", -1);
    String other =
        parts[0]
            + "."
            + Encodings.base64Url(CanonicalJson.encode(claims("sub", "u-18")))
            + "."
            + parts[2];
    refused("bad-signature", other);
    char last = parts[2].charAt(10);
    String spoilt = parts[2].substring(0, 10) + (last == 'A' ? 'B' : 'A') + parts[2].substring(11);
    refused("bad-signature", parts[0] + "." + parts[1] + "." + spoilt);
    refused("bad-signature", parts[0] + "." + parts[1] + ".");
  }

  @Test
  void claimsOneByOne() throws Exception {
    refused("unknown-issuer", rs256(claims("iss", ISSUER + "/")));
    refused("other-audience", rs256(claims("aud", "other")));
    refused("other-audience", rs256(claims("aud", List.of("other", "another"))));
    refused("other-audience", rs256(claims("aud", List.of("wallet", "other"))));
    refused("other-audience", rs256(claims("azp", "other")));
    refused("other-session", rs256(claims("nonce", IdTokens.nonce(Bytes.utf8("another key")))));
    refused("expired", rs256(claims("exp", SECONDS)));
    refused("from-the-future", rs256(claims("iat", SECONDS + 61)));
    refused("not-yet-valid", rs256(claims("nbf", SECONDS + 61)));
    refused("stale", rs256(claims("iat", SECONDS - 3601)));
    refused("malformed", rs256(claims("exp", "tomorrow")));
    refused("malformed", rs256(claims("exp", -1L)));
    refused("malformed", rs256(claims("sub", 17)));
    refused("unusable-name", rs256(claims("sub", "a b")));
    refused("unusable-name", rs256(claims("sub", "a".repeat(200))));
    for (String name : List.of("iss", "aud", "sub", "iat", "exp")) {
      Map<String, Object> without = claims();
      without.remove(name);
      refused("malformed", rs256(without));
    }
    Map<String, Object> unbound = claims();
    unbound.remove("nonce");
    refused("other-session", rs256(unbound));

    Map<String, Object> several = claims("aud", List.of("wallet", "other"));
    several.put("azp", "wallet");
    assertThat(tokens().verify(rs256(several), SESSION).subject()).isEqualTo("u-17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "HS256", "HS512", "RS1", "ES384", "RS512", ""})
  void algorithmsThatArentTaken(String algorithm) throws Exception {
    String token = TOKENS.token(header(algorithm, "rsa"), claims(), "RS256");
    refused(algorithm.isEmpty() ? "malformed" : "unknown-algorithm", token);
    refused(
        algorithm.isEmpty() ? "malformed" : "unknown-algorithm",
        token.substring(0, token.lastIndexOf('.') + 1));
  }

  @Test
  void keysAndHeaders() throws Exception {
    refused("unknown-key", TOKENS.token(header("RS256", "other"), claims(), "RS256"));
    // One kind of key under another's algorithm.
    refused("unknown-algorithm", TOKENS.token(header("ES256", "rsa"), claims(), "ES256"));
    refused("unknown-algorithm", TOKENS.token(header("RS256", "ec"), claims(), "RS256"));
    refused("unknown-algorithm", TOKENS.token(header("EdDSA", "rsa"), claims(), "EdDSA"));
    refused("bad-signature", TOKENS.token(header("RS256", "rsa"), claims(), "PS256"));
    // A key that the token brings along, or a place to get it from.
    for (String name : List.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip")) {
      Map<String, Object> header = new HashMap<>(header("RS256", "rsa"));
      header.put(name, "x");
      refused("malformed", TOKENS.token(header, claims(), "RS256"));
    }
    refused("malformed", TOKENS.token(Map.of("alg", "RS256"), claims(), "RS256"));
  }

  @Test
  void hostileTokens() throws Exception {
    for (String token :
        List.of(
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "e30.e30.",
            ".".repeat(100_000),
            "a".repeat(1 << 20),
            rs256(claims()) + ".x",
            rs256(claims()) + "=")) {
      refused("malformed", token);
    }
    Bytes header = CanonicalJson.encode(header("RS256", "rsa"));
    String text = CanonicalJson.text(claims());
    for (String body :
        List.of(
            "[".repeat(5000),
            "{\"a\":".repeat(2000),
            "null",
            text + text,
            text.replace("{", "{\"aud\":\"wallet\","),
            text.replace("{", "{\"x\":null,"),
            text.replace("{", "{\"x\":" + "9".repeat(4000) + ","))) {
      refused("malformed", TOKENS.token(header, Bytes.utf8(body), "RS256"));
    }
    refused(
        "malformed",
        TOKENS.token(header, Bytes.copyOf(new byte[] {'{', (byte) 0xff, '}'}), "RS256"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys fetched through the enclave's egress, with TLS that ends inside.
class FetchedKeysTest {
  private static final Tokens TOKENS = new Tokens();
  private static final String KEYS = CanonicalJson.text(TOKENS.jwks());

  private Instant time = Instant.parse("2026-03-01T12:00:00Z");
  @TempDir private Path folder;
  private KeyServer server;
  private Egress egress;
  private HttpClient client;
  private FetchedKeys keys;

  @BeforeEach
  void start() throws Exception {
    server = new KeyServer(folder);
    egress = Egress.start(new LoopbackWire(), Set.of(new EgressRule("localhost", server.port())));
    client = egress.httpClient(server.trust());
    keys = new FetchedKeys(client, server.place(), () -> time);
    server.answers("200 OK", KEYS);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    egress.close();
    server.close();
  }

  private void refused(String code, String id) {
    assertThatThrownBy(() -> keys.find(id))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith(code + ":");
  }

  @Test
  void fetchedOnceAndKept() throws Exception {
    assertThat(keys.find("rsa").id()).isEqualTo("rsa");
    assertThat(keys.find("ec").id()).isEqualTo("ec");
    assertThat(server.asked()).isEqualTo(1);

    // After an hour they are old, and an answer is needed.
    time = time.plus(FetchedKeys.KEPT);
    server.answers("500 Oops", "");
    refused("keys-unavailable", "rsa");
    assertThat(server.asked()).isEqualTo(2);
    refused("keys-unavailable", "rsa");
    assertThat(server.asked()).isEqualTo(2);
    time = time.plus(FetchedKeys.APART);
    server.answers("200 OK", KEYS);
    assertThat(keys.find("rsa").id()).isEqualTo("rsa");
  }

  @Test
  void unknownKeysAreLookedForOnceAMinute() throws Exception {
    keys.find("rsa");
    for (int i = 0; i < 10; i++) {
      refused("unknown-key", "new");
    }
    assertThat(server.asked()).isEqualTo(1);
    time = time.plus(FetchedKeys.APART);
    server.answers(
        "200 OK",
        CanonicalJson.text(Map.of("keys", List.of(TOKENS.ecKey())))
            .replace("\"kid\":\"ec\"", "\"kid\":\"new\""));
    assertThat(keys.find("new").id()).isEqualTo("new");
    refused("unknown-key", "rsa");
    assertThat(server.asked()).isEqualTo(2);
  }

  @Test
  void keysForSomethingElseArePassedOver() throws Exception {
    Map<String, Object> encryption =
        Map.of("kty", "RSA", "kid", "enc", "use", "enc", "n", "AQ", "e", "AQAB");
    Map<String, Object> larger = Map.of("kty", "EC", "kid", "p521", "crv", "P-521");
    server.answers(
        "200 OK", CanonicalJson.text(Map.of("keys", List.of(encryption, larger, TOKENS.edKey()))));
    assertThat(keys.find("ed").id()).isEqualTo("ed");
    refused("unknown-key", "enc");
  }

  @Test
  void badAnswers() {
    for (String body :
        List.of(
            "",
            "{}",
            "{\"keys\":[]}",
            "[".repeat(100_000),
            KEYS.replace("\"kid\":\"ec\"", "\"kid\":\"rsa\""),
            KEYS.replace("\"kty\":\"RSA\"", "\"d\":\"AQ\",\"kty\":\"RSA\""),
            KEYS.replace("\"e\":\"AQAB\"", "\"e\":\"AQ\""))) {
      server.answers("200 OK", body);
      refused("malformed", "rsa");
      time = time.plus(FetchedKeys.APART);
    }
    server.answers("200 OK", KEYS + " ".repeat(300_000));
    refused("keys-unavailable", "rsa");
    time = time.plus(FetchedKeys.APART);
    server.answers("302 Found\r\nLocation: https://localhost/keys", KEYS);
    refused("keys-unavailable", "rsa");
  }

  @Test
  void aServerThatNobodyVouchesFor() throws Exception {
    try (HttpClient strict = egress.httpClient()) {
      keys = new FetchedKeys(strict, server.place(), () -> time);
      refused("keys-unavailable", "rsa");
    }
    assertThat(server.asked()).isZero();
  }

  @Test
  void aPlaceThatIsNotAllowed() throws Exception {
    try (Egress nowhere = Egress.start(new LoopbackWire(), Set.of(new EgressRule("localhost", 1)));
        HttpClient elsewhere = nowhere.httpClient(server.trust())) {
      keys = new FetchedKeys(elsewhere, server.place(), () -> time);
      refused("keys-unavailable", "rsa");
    }
    assertThat(server.asked()).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys, their limits, and what was used.
class KeysTest {
  private static final String ASKED = "{\"model\":\"tiny\",\"max_tokens\":10}";
  private static final String USED = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}";
  private static final String RULES =
      "{\"name\":\"k\",\"endpoints\":[\"chat\"],\"models\":[\"tiny\"]}";

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));
  private final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(200, USED));

  private GatewayWorld world(MemoryStorage storage) throws Exception {
    return GatewayWorld.with(
        storage,
        "\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"],\"prices\":{\"tiny\":{\"input\":3,\"output\":7}},\"mostOutput\":50}",
        backend);
  }

  private Reply signed(GatewayWorld world, RequestKey key, String method, String path, String body)
      throws Exception {
    String epoch = world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
    Map<String, String> headers =
        signer.sign(new RequestTarget(method, path, ""), Bytes.utf8(body), epoch, world.now(), key);
    return world.ask(method, path, headers, body, Protection.ATTESTED_CHANNEL);
  }

  private String key(GatewayWorld world, String rules) throws Exception {
    Reply made = signed(world, administrator, "POST", "/v1/api-keys", rules);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String key = made.json().member("key").text();
    assertThat(key).matches("sr-[0-9a-f]{16}-[A-Za-z0-9_-]{43}");
    return key;
  }

  private static Reply ask(GatewayWorld world, String key, String path, String body)
      throws Exception {
    return world.post(
        path, body, Map.of("content-type", "application/json", "authorization", "Bearer " + key));
  }

  private static Reply ask(GatewayWorld world, String key) throws Exception {
    return ask(world, key, GatewayWorld.CHAT, ASKED);
  }

  private JsonNode shown(GatewayWorld world, String key) throws Exception {
    return signed(world, administrator, "GET", "/v1/api-keys/" + key.substring(3, 19), "")
        .whole()
        .json();
  }

  private static long tokens(JsonNode shown, String what) throws Exception {
    return (Long) shown.member(what).member("tokens").value();
  }

  @Test
  void letsInByKeysOnly() throws Exception {
    try (GatewayWorld world = world(new MemoryStorage())) {
      String key = key(world, RULES);
      ask(world, key).whole();
      world
          .post(
              GatewayWorld.CHAT,
              ASKED,
              Map.of("content-type", "application/json", "x-api-key", key))
          .whole();
      world.post(GatewayWorld.CHAT, ASKED).refused(401, "key-missing");
      ask(world, "sr-x").refused(401, "key-unknown");
      char last = key.charAt(key.length() - 1) == 'A' ? 'E' : 'A';
      ask(world, key.substring(0, key.length() - 1) + last).refused(401, "key-unknown");
      ask(world, "sr-" + "0".repeat(16) + key.substring(19)).refused(401, "key-unknown");
      ask(world, key, "/v1/embeddings", ASKED).refused(403, "endpoint-not-allowed");
      assertThat(backend.calls()).hasSize(2);
      JsonNode shown = shown(world, key);
      assertThat(shown.member("requests").value()).isEqualTo(2L);
      assertThat(tokens(shown, "used")).isEqualTo(14);
      assertThat(tokens(shown, "reserved")).isZero();
      assertThat(shown.member("used").member("money").value()).isEqualTo(2 * (5 * 3 + 2 * 7L));
    }
  }

  @Test
  void onlyAdministratorsGiveThemOut() throws Exception {
    try (GatewayWorld world = world(new MemoryStorage())) {
      world.post("/v1/api-keys", RULES).refused(401, "missing-header");
      signed(world, RequestKey.generateEd25519(random), "POST", "/v1/api-keys", RULES)
          .refused(401, "bad-signature");
      signed(world, administrator, "GET", "/v1/api-keys/none", "").refused(404, "no-such-key");
      signed(world, administrator, "PUT", "/v1/api-keys", RULES).refused(405, "method-not-allowed");
      String epoch =
          world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
      RequestTarget target = new RequestTarget("GET", "/v1/api-keys", "");
      Map<String, String> once =
          signer.sign(target, Bytes.EMPTY, epoch, world.now(), administrator);
      world.ask("GET", "/v1/api-keys", once, "", Protection.ATTESTED_CHANNEL).whole();
      world
          .ask("GET", "/v1/api-keys", once, "", Protection.ATTESTED_CHANNEL)
          .refused(401, "replayed");
      world
          .ask("GET", "/v1/api-keys", once, "", Protection.PLAIN_HTTPS)
          .refused(403, "not-confidential");
      Map<String, String> other =
          signer.sign(target, Bytes.EMPTY, "00".repeat(32), world.now(), administrator);
      world
          .ask("GET", "/v1/api-keys", other, "", Protection.ATTESTED_CHANNEL)
          .refused(401, "other-epoch");
      Map<String, String> old = signer.sign(target, Bytes.EMPTY, epoch, world.now(), administrator);
      world.pass(Duration.ofSeconds(61));
      world.ask("GET", "/v1/api-keys", old, "", Protection.ATTESTED_CHANNEL).refused(401, "stale");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"chat\"|\"chats\"",
        "\"tiny\"|\"other\"",
        "\"name\":\"k\"|\"name\":\"\"",
        "\"name\":\"k\"|\"name\":\"k\",\"tokens\":-1",
        "\"name\":\"k\"|\"name\":\"k\",\"rates\":{\"second\":1}",
        "\"name\":\"k\"|\"name\":\"k\",\"expires\":\"tomorrow\"",
        "\"name\":\"k\"|\"name\":\"k\",\"more\":1"
      })
  void refusesOtherRules(String from, String to) throws Exception {
    assertThat(RULES).contains(from);
    try (GatewayWorld world = world(new MemoryStorage())) {
      signed(world, administrator, "POST", "/v1/api-keys", RULES.replace(from, to))
          .refused(400, "malformed-request");
    }
  }

  @Test
  void endsAndIsRevoked() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    String revoked;
    try (GatewayWorld world = world(storage)) {
      String short1 =
          key(
              world,
              RULES.replace("\"k\"", "\"k\",\"expires\":\"" + world.now().plusSeconds(30) + "\""));
      ask(world, short1).whole();
      world.pass(Duration.ofSeconds(30));
      ask(world, short1).refused(401, "key-expired");
      revoked = key(world, RULES);
      ask(world, revoked).whole();
      signed(world, administrator, "DELETE", "/v1/api-keys/" + revoked.substring(3, 19), "")
          .whole();
      ask(world, revoked).refused(401, "key-revoked");
    }
    try (GatewayWorld next = world(storage.copy())) {
      ask(next, revoked).refused(401, "key-revoked");
    }
  }

  @Test
  void limitsRates() throws Exception {
    try (GatewayWorld world = world(new MemoryStorage())) {
      String key = key(world, RULES.replace("\"k\"", "\"k\",\"rates\":{\"minute\":2,\"hour\":3}"));
      ask(world, key).whole();
      ask(world, key).whole();
      Reply refused = ask(world, key).refused(429, "rate-limit");
      assertThat(refused.header("retry-after")).isEqualTo("60");
      // The host's clock going back opens nothing.
      world.pass(Duration.ofMinutes(-5));
      ask(world, key).refused(429, "rate-limit");
      world.pass(Duration.ofMinutes(6));
      ask(world, key).whole();
      world.pass(Duration.ofMinutes(1));
      ask(world, key).refused(429, "rate-limit");
      world.pass(Duration.ofHours(1));
      ask(world, key).whole();
    }
  }

  /// What a request may take at most has to be there before it is let in.
  @Test
  void limitsTokensAndMoney() throws Exception {
    int most = ASKED.length() + 10;
    try (GatewayWorld world = world(new MemoryStorage())) {
      String tokens = key(world, RULES.replace("\"k\"", "\"k\",\"tokens\":" + (most + 7)));
      ask(world, tokens).whole();
      ask(world, tokens).whole();
      ask(world, tokens).refused(429, "token-budget");
      assertThat(tokens(shown(world, tokens), "used")).isEqualTo(14);
      String money =
          key(world, RULES.replace("\"k\"", "\"k\",\"money\":" + (ASKED.length() * 3 + 69)));
      ask(world, money).refused(429, "money-budget");
      // Without a limit of its own, an answer is reserved what the settings say; n answers n times.
      String open = key(world, RULES.replace("\"k\"", "\"k\",\"tokens\":200"));
      ask(world, open, GatewayWorld.CHAT, "{\"model\":\"tiny\",\"n\":4}")
          .refused(429, "token-budget");
      ask(world, open, GatewayWorld.CHAT, "{\"model\":\"tiny\",\"n\":3}").whole();
      ask(world, open, GatewayWorld.CHAT, "{\"model\":\"tiny\",\"n\":1e9}")
          .refused(400, "malformed-request");
    }
  }

  /// Each prompt of a list is answered, and of each so many answers are made as the best is chosen
  /// from.
  @Test
  void reservesForEveryAnswer() throws Exception {
    try (GatewayWorld world = world(new MemoryStorage())) {
      String key = key(world, RULES.replace("chat", "completions"));
      backend.does(ScriptedBackend.json(200, "{}"));
      long used = 0;
      for (var one :
          Map.of(
                  "\"prompt\":\"a\"", 1,
                  "\"prompt\":[\"a\",\"b\",\"c\"]", 3,
                  "\"prompt\":[1,2,3]", 1,
                  "\"prompt\":[[1,2],[3]]", 2,
                  "\"prompt\":[],\"best_of\":null", 1,
                  "\"prompt\":[\"a\",\"b\"],\"n\":2,\"best_of\":5", 10,
                  "\"best_of\":2,\"n\":3", 3)
              .entrySet()) {
        String body = "{\"model\":\"tiny\",\"max_tokens\":10," + one.getKey() + "}";
        ask(world, key, "/v1/completions", body).whole();
        used += body.length() + 10L * one.getValue();
        assertThat(tokens(shown(world, key), "used")).as(body).isEqualTo(used);
      }
      for (String not : List.of("\"2\"", "0", "1.5", "[2]", "10000")) {
        ask(world, key, "/v1/completions", "{\"model\":\"tiny\",\"best_of\":" + not + "}")
            .refused(400, "malformed-request");
      }
      ask(world, key, "/v1/completions", "{\"model\":\"tiny\",\"Best_of\":2}")
          .refused(400, "malformed-request");
    }
  }

  @Test
  void whatIsntCountedCostsWhatWasReserved() throws Exception {
    int most = ASKED.length() + 10;
    try (GatewayWorld world = world(new MemoryStorage())) {
      String key = key(world, RULES);
      backend.does(ScriptedBackend.json(200, "{}"));
      ask(world, key).whole();
      assertThat(tokens(shown(world, key), "used")).isEqualTo(most);
      backend.does(ScriptedBackend.cutEvents("data: 1\n\n"));
      assertThat(ask(world, key).failure()).isNotNull();
      assertThat(tokens(shown(world, key), "used")).isEqualTo(2L * most);
      // Errors are free, and so is what nobody answered.
      backend.does(ScriptedBackend.json(400, "{\"error\":{\"code\":\"x\"}}"));
      ask(world, key).refused(400, "x");
      backend.does(ScriptedBackend.fails(Problem.BUSY, "full"));
      ask(world, key).refused(503, "backend-busy");
      assertThat(tokens(shown(world, key), "used")).isEqualTo(2L * most);
      assertThat(tokens(shown(world, key), "reserved")).isZero();
      backend.does(ScriptedBackend.events("data: " + USED + "\n\ndata: [DONE]\n\n"));
      ask(world, key).whole();
      assertThat(tokens(shown(world, key), "used")).isEqualTo(2L * most + 7);
    }
  }

  /// Anthropic's streams say a count at once, of hardly anything: whoever hangs up before the last
  /// one is charged what was reserved.
  @Test
  void anAnswerThatIsBrokenOffCostsWhatWasReserved() throws Exception {
    String begun =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":"
            + "{\"input_tokens\":5,\"output_tokens\":1}}}\n\n";
    int most = ASKED.length() + 10;
    MemoryStorage storage = new MemoryStorage();
    try (GatewayWorld world = world(storage)) {
      String key = key(world, RULES.replace("chat", "messages"));
      backend.does(ScriptedBackend.events(begun));
      assertThat(ask(world, key, "/v1/messages", ASKED).failure()).isNotNull();
      assertThat(tokens(shown(world, key), "used")).isEqualTo(most);
      backend.does(
          ScriptedBackend.events(
              begun + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
      Response response =
          world.handle(
              new Request(
                  "POST",
                  "/v1/messages",
                  "/v1/messages",
                  "",
                  Map.of("content-type", List.of("application/json"), "x-api-key", List.of(key)),
                  Bytes.utf8(ASKED),
                  Protection.ATTESTED_CHANNEL));
      Response.Body.Streamed streamed = (Response.Body.Streamed) response.body();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> streamed.writer().writeTo(new GoneClient(0)));
      assertThat(tokens(shown(world, key), "used")).isEqualTo(2L * most);
      assertThat(tokens(shown(world, key), "reserved")).isZero();
      ask(world, key, "/v1/messages", ASKED).whole();
      assertThat(tokens(shown(world, key), "used")).isEqualTo(2L * most + 6);
    }
    assertThat(GatewayWorld.entries(storage))
        .filteredOn(one -> one.contains("\"complete\":false"))
        .hasSize(2)
        .allMatch(one -> one.contains("\"counted\":false") && one.contains("\"tokens\":" + most));
  }

  /// Many at once get no more than there is, and the next boot knows.
  @Test
  void holdsUnderLoadAndAfterRestart() throws Exception {
    int most = ASKED.length() + 10;
    MemoryStorage storage = new MemoryStorage();
    String key;
    AtomicInteger answered = new AtomicInteger();
    try (GatewayWorld world = world(storage)) {
      key = key(world, RULES.replace("\"k\"", "\"k\",\"tokens\":" + (most + 7 * 49)));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int n = 0; n < 200; n++) {
                    try {
                      if (ask(world, key).status() == 200) {
                        answered.incrementAndGet();
                      }
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      JsonNode shown = shown(world, key);
      assertThat(answered.get()).isBetween(1, 50);
      assertThat(tokens(shown, "used")).isEqualTo(7L * answered.get());
      assertThat(tokens(shown, "reserved")).isZero();
    }
    try (GatewayWorld next = world(storage.copy())) {
      assertThat(tokens(shown(next, key), "used")).isEqualTo(7L * answered.get());
      while (ask(next, key).status() == 200) {
        answered.incrementAndGet();
      }
      assertThat(answered).hasValue(50);
    }
  }

  /// A boot that ends in the middle of a request has what was reserved for it charged.
  @Test
  void aCrashIsCharged() throws Exception {
    int most = ASKED.length() + 10;
    MemoryStorage storage = new MemoryStorage();
    List<MemoryStorage> crashed = new ArrayList<>();
    backend.does(call -> {
      crashed.add(storage.copy());
      return ScriptedBackend.json(200, USED).answer(call);
    });
    String key;
    try (GatewayWorld world = world(storage)) {
      key = key(world, RULES);
      ask(world, key).whole();
    }
    try (GatewayWorld next = world(crashed.getFirst())) {
      assertThat(tokens(shown(next, key), "used")).isEqualTo(most);
    }
  }

  /// Neither key nor names are in what the host has, and the ledger has what was done.
  @Test
  void isSealedAndEntered() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    try (GatewayWorld world = world(storage)) {
      String key = key(world, RULES.replace("\"k\"", "\"c4n4ryname\""));
      ask(world, key).whole();
      for (var entry : storage.scan(Bytes.EMPTY, Bytes.EMPTY, 100_000).entries()) {
        String value =
            new String(entry.value().toByteArray(), StandardCharsets.ISO_8859_1)
                + new String(entry.key().toByteArray(), StandardCharsets.ISO_8859_1);
        assertThat(value.contains(key.substring(20)) || value.contains("c4n4ryname")).isFalse();
      }
    }
    List<String> entered = GatewayWorld.entries(storage);
    assertThat(entered)
        .anyMatch(one -> one.contains("\"inference-key\"") && one.contains("\"create\""))
        .anyMatch(one ->
            one.contains("\"inference-use\"")
                && one.contains("\"tokens\":7")
                && one.contains("\"complete\":true"));
    assertThat(entered).noneMatch(one -> one.contains("max_tokens"));
  }
}

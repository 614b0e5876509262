// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.HistoryWorld.User;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is kept needs an API key where the settings have such keys, and the user's key all the
/// same.
class HistoryAccessTest {
  private static final String PATH = HistoryWorld.CONVERSATIONS;

  private static final String TURN =
      "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\"conv_" + "0".repeat(32) + "\"}";

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);

  private String apiKey(GatewayWorld world, String... endpoints) throws Exception {
    return made(world, rules(",\"rates\":{\"minute\":2}", endpoints));
  }

  private String unlimited(GatewayWorld world, String... endpoints) throws Exception {
    return made(world, rules("", endpoints));
  }

  private static String rules(String more, String... endpoints) {
    return "{\"name\":\"k\",\"endpoints\":[\""
        + String.join("\",\"", endpoints)
        + "\"],\"models\":[\"tiny\"]"
        + more
        + "}";
  }

  private String made(GatewayWorld world, String rules) throws Exception {
    Reply made = signed(world, "POST", "/v1/api-keys", rules);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().member("key").text();
  }

  private Reply signed(GatewayWorld world, String method, String path, String body)
      throws Exception {
    String epoch = world.get("/v1/confidentiality").json().member("gateway").member("epoch").text();
    Map<String, String> signed =
        new RequestSigner(random, Duration.ofSeconds(60))
            .sign(
                new RequestTarget(method, path, ""),
                Bytes.utf8(body),
                epoch,
                world.now(),
                administrator);
    return world.ask(method, path, signed, body, Protection.ATTESTED_CHANNEL);
  }

  private HistoryWorld world(MemoryStorage storage) throws Exception {
    return world(storage, "{}");
  }

  private HistoryWorld world(MemoryStorage storage, String history) throws Exception {
    return new HistoryWorld(
        storage,
        "\"history\":"
            + history
            + ",\"access\":{\"administrators\":[\""
            + administrator.publicKey().id()
            + "\"]}");
  }

  /// Whose key isn't taken any more doesn't get as far as the host's store.
  @Test
  void isRefusedBeforeTheStoreIsRead() throws Exception {
    try (HistoryWorld world = world(new MemoryStorage())) {
      User user = HistoryWorld.user(world, 1);
      String rules =
          "{\"name\":\"k\",\"endpoints\":[\"responses\",\"conversations\"],\"models\":[\"tiny\"]%s}";
      String expired =
          made(
              world.world(),
              rules.formatted(",\"expires\":\"" + world.world().now().plusSeconds(30) + "\""));
      // Worlds begin on a Sunday.
      String monday =
          made(
              world.world(),
              rules.formatted(
                  ",\"hours\":[{\"days\":[\"mon\"],\"from\":\"00:00\",\"to\":\"24:00\"}]"));
      String revoked = made(world.world(), rules.formatted(""));
      signed(world.world(), "DELETE", "/v1/api-keys/" + revoked.substring(3, 19), "").whole();
      world.world().pass(Duration.ofSeconds(30));
      int reads = world.world().storage().reads();
      user.ask("POST", HistoryWorld.RESPONSES, TURN, bearer(expired)).refused(401, "key-expired");
      user.ask("POST", HistoryWorld.RESPONSES, TURN, bearer(monday)).refused(403, "outside-hours");
      user.ask("POST", HistoryWorld.RESPONSES, TURN, bearer(revoked)).refused(401, "key-revoked");
      assertThat(world.world().storage().reads()).isEqualTo(reads);
    }
  }

  private static Map<String, String> bearer(String key) {
    return Map.of("authorization", "Bearer " + key);
  }

  /// Requests that ask no model are in the ledger as well: an older record gives no rates back.
  @Test
  void anOlderRecordGivesNoRatesBack() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    MemoryStorage then;
    String key;
    try (HistoryWorld world = world(storage)) {
      key = apiKey(world.world(), "conversations");
      then = storage.copy();
      User user = HistoryWorld.user(world, 1);
      user.ask("POST", PATH, "{}", bearer(key)).whole();
      user.ask("GET", PATH, "", bearer(key)).whole();
      user.ask("GET", PATH, "", bearer(key)).refused(429, "rate-limit");
    }
    assertThat(GatewayWorld.entries(storage))
        .filteredOn(one -> one.contains("\"inference-use\""))
        .hasSize(2)
        .allMatch(one ->
            one.contains("\"endpoint\":\"conversations\"") && one.contains("\"model\":\"none\""));
    try (HistoryWorld next = world(KeyWorld.older(storage, then))) {
      HistoryWorld.user(next, 1).ask("GET", PATH, "", bearer(key)).refused(429, "rate-limit");
    }
  }

  @Test
  void needsTheScopeAndCountsForRates() throws Exception {
    try (HistoryWorld world = world(new MemoryStorage())) {
      User user = HistoryWorld.user(world, 1);
      user.ask("GET", PATH, "").refused(401, "key-missing");
      Map<String, String> chat = Map.of("authorization", "Bearer " + apiKey(world.world(), "chat"));
      user.ask("GET", PATH, "", chat).refused(403, "endpoint-not-allowed");
      Map<String, String> right =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "conversations"));
      user.ask("POST", PATH, "{}", right).whole();
      world
          .world()
          .ask("GET", PATH, right, "", Protection.ATTESTED_CHANNEL)
          .refused(401, "history-key-missing");
      user.ask("GET", PATH, "", right).refused(429, "rate-limit");
      int reads = world.world().storage().reads();
      user.ask("POST", HistoryWorld.RESPONSES, TURN).refused(401, "key-missing");
      user.ask("POST", HistoryWorld.RESPONSES, TURN, chat).refused(403, "endpoint-not-allowed");
      assertThat(world.world().storage().reads()).isEqualTo(reads);
      Map<String, String> responses =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "responses"));
      for (String kept :
          new String[] {
            TURN,
            "{\"model\":\"tiny\",\"input\":\"x\",\"store\":true}",
            "{\"model\":\"tiny\",\"input\":\"x\",\"previous_response_id\":\"resp_1\"}"
          }) {
        user.ask("POST", HistoryWorld.RESPONSES, kept, responses)
            .refused(403, "endpoint-not-allowed");
      }
      assertThat(world.world().storage().reads()).isEqualTo(reads);
      user.ask("POST", HistoryWorld.RESPONSES, "{\"model\":\"tiny\",\"input\":\"x\"}", responses)
          .whole();
      Map<String, String> both =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "responses", "conversations"));
      user.ask("POST", HistoryWorld.RESPONSES, TURN, both).refused(404, "not-found");
    }
  }

  /// An answer that is refused at its end leaves nothing.
  @Test
  void aKeyThatIsRevokedMeanwhileKeepsNothing() throws Exception {
    try (HistoryWorld world = world(new MemoryStorage())) {
      User user = HistoryWorld.user(world, 1);
      Map<String, String> kept = bearer(unlimited(world.world(), "conversations"));
      Reply made = user.ask("POST", PATH, "{}", kept).whole();
      String id = made.json().member("id").text();
      String key = unlimited(world.world(), "responses", "conversations");
      world
          .backend()
          .does(_ ->
              new BackendAnswer(
                  200,
                  "text/event-stream",
                  ScriptedBackend.between(
                      HistoryWorld.event("response.created", "{\"output\":[]}"),
                      () ->
                          signed(
                                  world.world(),
                                  "DELETE",
                                  "/v1/api-keys/" + key.substring(3, 19),
                                  "")
                              .whole(),
                      HistoryWorld.event(
                          "response.completed", HistoryWorld.response(1, "completed")))));
      String turn =
          "{\"model\":\"tiny\",\"input\":\"x\",\"stream\":true,\"conversation\":\"" + id + "\"}";
      Reply reply = user.ask("POST", HistoryWorld.RESPONSES, turn, bearer(key));
      assertThat(reply.failure()).isNotNull();
      assertThat(reply.body()).contains("key-revoked").doesNotContain("response.completed");
      assertThat(user.ask("GET", PATH + "/" + id + "/items", "", kept).whole().body())
          .contains("\"data\":[]");
    }
  }

  @Test
  void whatAModelIsAskedForCollectionsIsEnteredAsItEnded() throws Exception {
    MemoryStorage storage = new MemoryStorage();
    String stores = "/v1/vector_stores";
    try (HistoryWorld world = world(storage, "{\"embeddings\":\"tiny\"}")) {
      User user = HistoryWorld.user(world, 1);
      Map<String, String> key = bearer(unlimited(world.world(), "conversations"));
      Reply made = user.ask("POST", stores, "{}", key).whole();
      String files = stores + "/" + made.json().member("id").text() + "/files";
      String file = "{\"filename\":\"x\",\"text\":\"x\"}";
      String answer =
          "{\"usage\":{\"prompt_tokens\":4},\"data\":[{\"index\":0,\"embedding\":[1]}]}";
      world.backend().does(ScriptedBackend.json(200, answer));
      user.ask("POST", files, file, key).whole();
      world
          .backend()
          .does(_ -> new BackendAnswer(200, "application/json", ScriptedBackend.cut(answer)));
      user.ask("POST", files, file, key).refused(502, "embeddings-failed");
      world.backend().does(ScriptedBackend.fails(BackendException.Problem.BUSY, "full"));
      user.ask("POST", files, file, key).refused(503, "backend-busy");
    }
    assertThat(GatewayWorld.entries(storage))
        .filteredOn(
            entry -> entry.contains("inference-use") && entry.contains("\"model\":\"tiny\""))
        .extracting(entry -> entry.contains("\"complete\":true"))
        .containsExactly(true, false, false);
  }
}

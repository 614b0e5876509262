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

  private final SecureRandom random = new SecureRandom();
  private final RequestKey administrator = RequestKey.generateEd25519(random);

  private String settings(String history) {
    return "\"history\":"
        + history
        + ",\"access\":{\"administrators\":[\""
        + administrator.publicKey().id()
        + "\"]}";
  }

  private Reply administer(GatewayWorld world, String method, String path, String body)
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

  private String apiKey(GatewayWorld world, String endpoint) throws Exception {
    return apiKey(world, endpoint, ",\"rates\":{\"minute\":2}");
  }

  private String apiKey(GatewayWorld world, String endpoint, String more) throws Exception {
    String rules =
        "{\"name\":\"k\",\"endpoints\":[\"" + endpoint + "\"],\"models\":[\"tiny\"]" + more + "}";
    Reply made = administer(world, "POST", "/v1/api-keys", rules);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().member("key").text();
  }

  private static Map<String, String> bearer(String key) {
    return Map.of("authorization", "Bearer " + key);
  }

  @Test
  void needsTheScopeAndCountsForRates() throws Exception {
    try (HistoryWorld world = new HistoryWorld(new MemoryStorage(), settings("{}"))) {
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
      String turn =
          "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\"conv_" + "0".repeat(32) + "\"}";
      int reads = world.world().storage().reads();
      user.ask("POST", HistoryWorld.RESPONSES, turn).refused(401, "key-missing");
      user.ask("POST", HistoryWorld.RESPONSES, turn, chat).refused(403, "endpoint-not-allowed");
      assertThat(world.world().storage().reads()).isEqualTo(reads);
      Map<String, String> responses =
          Map.of("authorization", "Bearer " + apiKey(world.world(), "responses"));
      user.ask("POST", HistoryWorld.RESPONSES, turn, responses).refused(404, "not-found");
    }
  }

  /// An answer that is refused at its end leaves nothing.
  @Test
  void aKeyThatIsRevokedMeanwhileKeepsNothing() throws Exception {
    try (HistoryWorld world = new HistoryWorld(new MemoryStorage(), settings("{}"))) {
      User user = HistoryWorld.user(world, 1);
      Map<String, String> kept = bearer(apiKey(world.world(), "conversations", ""));
      Reply made = user.ask("POST", PATH, "{}", kept).whole();
      String id = made.json().member("id").text();
      String key = apiKey(world.world(), "responses", "");
      world
          .backend()
          .does(_ ->
              new BackendAnswer(
                  200,
                  "text/event-stream",
                  ScriptedBackend.between(
                      HistoryWorld.event("response.created", "{\"output\":[]}"),
                      () ->
                          administer(
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
    try (HistoryWorld world = new HistoryWorld(storage, settings("{\"embeddings\":\"tiny\"}"))) {
      User user = HistoryWorld.user(world, 1);
      Map<String, String> key = bearer(apiKey(world.world(), "conversations", ""));
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
        .filteredOn(entry -> entry.contains("inference-use") && !entry.contains("\"model\":\"\""))
        .extracting(entry -> entry.contains("\"complete\":true"))
        .containsExactly(true, false, false);
  }
}

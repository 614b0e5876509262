// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.HistoryWorld.User;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.inference.InferenceReceipt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Responses that go on from what is kept.
class TurnsTest {
  private static final String PATH = HistoryWorld.RESPONSES;

  private final MemoryStorage storage = new MemoryStorage();

  private static String turn(String conversation, String input, boolean stream) {
    return "{\"model\":\"tiny\",\"temperature\":0.25,\"conversation\":{\"id\":\""
        + conversation
        + "\"},\"input\":\""
        + input
        + "\",\"stream\":"
        + stream
        + "}";
  }

  @Test
  void goOnInAConversation() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      Reply first = user.ask("POST", PATH, turn(id, "one", false)).whole();
      // Byte for byte what the back end said.
      assertThat(first.body()).isEqualTo(HistoryWorld.response(1, "completed"));
      assertThat(world.asked())
          .startsWith("{\"model\":\"tiny\",\"temperature\":0.25,\"stream\":false,\"store\":false,")
          .contains("\"text\":\"one\"")
          .doesNotContain("conversation");
      Reply second = user.ask("POST", PATH, turn(id, "two", true)).whole();
      assertThat(world.asked().indexOf("\"text\":\"one\""))
          .isPositive()
          .isLessThan(world.asked().indexOf("\"text\":\"answer 1\""));
      assertThat(world.asked().indexOf("\"text\":\"answer 1\""))
          .isLessThan(world.asked().indexOf("\"text\":\"two\""));
      assertThat(world.asked()).contains("\"logprob\":-0.25");
      // What is to be remembered is in a comment before the last event.
      String said = HistoryWorld.comment(second.body()).orElseThrow();
      assertThat(said).startsWith(id + "=3.");
      assertThat(second.body().indexOf(said))
          .isLessThan(second.body().indexOf("event: response.completed"));
      assertThat(HistoryWorld.items(user, id)).isEqualTo(4);
      assertThat(
              user.ask("GET", HistoryWorld.CONVERSATIONS + "/" + id + "/items/msg_of_2", "")
                  .whole()
                  .body())
          .contains("answer 2");
    }
  }

  @Test
  void leaveReceiptsOfWhatTheClientSentAndGot() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      for (boolean stream : new boolean[] {false, true}) {
        String body = turn(id, "one", stream);
        Reply reply =
            user.ask(
                    "POST",
                    PATH,
                    body,
                    Map.of("strongroom-receipt", GatewayWorld.salt(GatewayWorld.SALT)))
                .whole();
        assertThat(
                InferenceReceipt.verify(
                        world.world().receipt(reply).entry(),
                        GatewayWorld.SALT,
                        Bytes.utf8(body),
                        Bytes.utf8(reply.body()))
                    .response()
                    .status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void keepNothingOfWhatWasCutOrFailed() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      String begun = HistoryWorld.event("response.created", "{\"output\":[]}");
      List<ScriptedBackend.Script> scripts =
          List.of(
              ScriptedBackend.cutEvents(begun),
              ScriptedBackend.cutEvents(
                  begun
                      + HistoryWorld.event(
                          "response.completed", HistoryWorld.response(1, "completed"))),
              ScriptedBackend.events(
                  begun
                      + HistoryWorld.event("response.failed", HistoryWorld.response(1, "failed"))),
              ScriptedBackend.json(200, HistoryWorld.response(1, "failed")),
              ScriptedBackend.json(500, HistoryWorld.response(1, "completed")),
              ScriptedBackend.json(200, "{\"status\":\"completed\"}"),
              ScriptedBackend.json(200, "nothing"),
              ScriptedBackend.json(200, "{\"x\":\"" + "x".repeat(3 << 20) + "\"}"));
      for (ScriptedBackend.Script script : scripts) {
        world.backend().does(script);
        Reply _ = user.ask("POST", PATH, turn(id, "one", true));
        assertThat(HistoryWorld.items(user, id)).isZero();
      }
      world.backend().does(ScriptedBackend.json(200, "{\"status\":\"completed\"}"));
      user.ask("POST", PATH, turn(id, "one", false)).refused(502, "not-a-response");
    }
  }

  @Test
  void anAnswerThatCantBeKeptDoesntEndWell() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      Reply reply = user.ask("POST", PATH, turn(id, "one", true));
      assertThat(reply.failure()).isInstanceOf(BrokenStreamException.class);
      assertThat(reply.body()).contains("history-not-kept").doesNotContain("response.completed\"");
      storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      user.ask("POST", PATH, turn(id, "one", false)).refused(503, "history-unavailable");
      assertThat(HistoryWorld.items(user, id)).isZero();
      user.ask("POST", PATH, turn(id, "one", false)).whole();
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
    }
  }

  /// The response by itself and the conversation's turn are one write.
  @Test
  void areKeptInBothPlacesOrInNone() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      String both = turn(id, "one", false).replace("\"stream\":false", "\"store\":true");
      world
          .backend()
          .does(
              ScriptedBackend.json(
                  200, HistoryWorld.response(1, "completed").replace("\"resp_1\"", "\"other\"")));
      user.ask("POST", PATH, both).refused(502, "not-a-response");
      assertThat(HistoryWorld.items(user, id)).isZero();
      world.backend().does(ScriptedBackend.json(200, HistoryWorld.response(1, "completed")));
      storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      user.ask("POST", PATH, both).refused(503, "history-unavailable");
      assertThat(HistoryWorld.items(user, id)).isZero();
      user.ask("GET", PATH + "/resp_1", "").refused(404, "not-found");
      Reply kept = user.ask("POST", PATH, both).whole();
      assertThat(kept.header("strongroom-history-head"))
          .contains(id + "=2.", "resp_1=1.", "responses=1.");
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
      user.ask("POST", PATH, both).refused(409, "already-there");
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
    }
  }

  /// Whoever has the event that ends an answer doesn't wait for `[DONE]`.
  @Test
  void areKeptBeforeTheFirstOfTwoFinalEvents() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      String completed =
          HistoryWorld.event("response.completed", HistoryWorld.response(1, "completed"));
      world.backend().does(ScriptedBackend.events(completed + "data: [DONE]\n\n"));
      storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
      Reply reply = user.ask("POST", PATH, turn(id, "one", true));
      assertThat(reply.failure()).isInstanceOf(BrokenStreamException.class);
      assertThat(reply.body())
          .contains("history-not-kept")
          .doesNotContain("response.completed", "[DONE]");
      reply = user.ask("POST", PATH, turn(id, "one", true)).whole();
      String said = HistoryWorld.comment(reply.body()).orElseThrow();
      assertThat(reply.body())
          .isEqualTo(
              ": strongroom-history-head: " + said + "\n\n" + completed + "data: [DONE]\n\n");
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
    }
  }

  /// However many an answer goes on from, what it is kept as is said.
  @Test
  void ofALongChainTheNewOneIsSaid() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1).forgetful();
      String link = "{\"model\":\"tiny\",\"store\":true,\"input\":\"x\"}";
      for (int i = 1; i <= 36; i++) {
        Reply reply = user.ask("POST", PATH, link).whole();
        assertThat(reply.header("strongroom-history-head")).contains("resp_" + i + "=1.");
        link =
            "{\"model\":\"tiny\",\"store\":true,\"input\":\"x\",\"previous_response_id\":\"resp_"
                + i
                + "\"}";
      }
    }
  }

  @Test
  void goOnFromAStoredResponse() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String stored = "{\"model\":\"tiny\",\"store\":true,\"input\":\"one\"}";
      user.ask("POST", PATH, stored).whole();
      assertThat(world.asked()).contains("\"store\":false");
      assertThat(user.ask("GET", PATH + "/resp_1", "").whole().body())
          .isEqualTo(HistoryWorld.response(1, "completed"));
      String next =
          "{\"model\":\"tiny\",\"store\":true,\"stream\":true,\"previous_response_id\":\"resp_1\",\"input\":[{\"role\":\"user\",\"content\":\"two\"}]}";
      user.ask("POST", PATH, next).whole();
      // This one isn't kept, but knows all that was before.
      String last = "{\"model\":\"tiny\",\"previous_response_id\":\"resp_2\",\"input\":\"three\"}";
      user.ask("POST", PATH, last).whole();
      int at = 0;
      for (String word : List.of("one", "answer 1", "two", "answer 2", "three")) {
        at = world.asked().indexOf("\"text\":\"" + word + "\"", at);
        assertThat(at).as(word).isPositive();
      }
      assertThat(world.asked()).doesNotContain("previous_response_id");
      user.ask("GET", PATH + "/resp_3", "").refused(404, "not-found");
      User other = HistoryWorld.user(world, 2);
      other.ask("POST", PATH, last).refused(404, "not-found");
      other.ask("GET", PATH + "/resp_1", "").refused(404, "not-found");
      assertThat(user.json("DELETE", PATH + "/resp_1", "").member("deleted").flag()).isTrue();
      user.ask("POST", PATH, last).refused(404, "not-found");
    }
  }

  @Test
  void aLongChainsLastResponseIsSaidAllTheSame() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1).forgetful();
      String stored = "{\"model\":\"tiny\",\"store\":true,\"input\":\"x\"}";
      Reply last = user.ask("POST", PATH, stored).whole();
      for (int number = 1; number < 40; number++) {
        String next = stored.replace("{", "{\"previous_response_id\":\"resp_" + number + "\",");
        last = user.ask("POST", PATH, next).whole();
      }
      assertThat(last.header("strongroom-history-head").split(", ", -1))
          .hasSize(32)
          .anyMatch(said -> said.startsWith("responses=40."))
          .anyMatch(said -> said.startsWith("resp_40=1."))
          .anyMatch(said -> said.startsWith("resp_39=1."));
    }
  }

  @Test
  void aResponseOfAConversationGoesOnThere() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      String both = turn(id, "one", false).replace("\"stream\":false", "\"store\":true");
      user.ask("POST", PATH, both).whole();
      user.ask("GET", PATH + "/resp_1", "").whole();
      user.ask(
              "POST",
              PATH,
              "{\"model\":\"tiny\",\"input\":\"x\",\"previous_response_id\":\"resp_1\"}")
          .refused(400, "malformed-request");
      // A back end that says the same id twice overwrites nothing.
      world.backend().does(ScriptedBackend.json(200, HistoryWorld.response(1, "completed")));
      user.ask("POST", PATH, "{\"model\":\"tiny\",\"input\":\"x\",\"store\":true}")
          .refused(409, "already-there");
    }
  }

  @Test
  void othersGoThroughUntouched() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      for (String body :
          List.of(
              "{ \"model\":\"tiny\", \"input\":\"x\" }",
              "{\"model\":\"tiny\",\"input\":\"x\",\"store\":false,\"conversation\":null}",
              "{\"model\":\"tiny\",\"input\":\"x\",\"store\":null}")) {
        user.ask("POST", PATH, body).whole();
        assertThat(world.asked()).isEqualTo(body);
      }
      int asked = world.backend().calls().size();
      String id = user.conversation("");
      for (String body :
          List.of(
              "{\"model\":\"tiny\",\"input\":\"x\",\"store\":1}",
              "{\"model\":\"tiny\",\"input\":\"x\",\"Conversation\":\"" + id + "\"}",
              "{\"model\":\"tiny\",\"input\":7,\"conversation\":\"" + id + "\"}",
              "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\""
                  + id
                  + "\",\"previous_response_id\":\"resp_1\"}")) {
        user.ask("POST", PATH, body).refused(400, "malformed-request");
      }
      for (String body :
          List.of(
              "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":\"elsewhere\"}",
              "{\"model\":\"tiny\",\"input\":\"x\",\"conversation\":{}}",
              "{\"model\":\"tiny\",\"input\":\"x\",\"previous_response_id\":\"conversations\"}")) {
        user.ask("POST", PATH, body).refused(404, "not-found");
      }
      world
          .world()
          .ask(
              "POST",
              PATH,
              Map.of("content-type", "application/json"),
              turn(id, "x", false),
              Protection.ATTESTED_CHANNEL)
          .refused(401, "history-key-missing");
      assertThat(world.backend().calls()).hasSize(asked);
    }
  }

  @Test
  void aBackEndThatNamesItsItemsLikeOthersHasThemRenamed() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      world.backend().does(ScriptedBackend.json(200, HistoryWorld.response(1, "completed")));
      user.ask("POST", PATH, turn(id, "one", false)).whole();
      user.ask("POST", PATH, turn(id, "two", false)).whole();
      assertThat(HistoryWorld.items(user, id)).isEqualTo(4);
    }
  }
}

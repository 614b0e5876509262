// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.HistoryWorld.User;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Conversations, as OpenAI's clients ask for them.
class ConversationsTest {
  private static final String PATH = HistoryWorld.CONVERSATIONS;
  private static final String TWO =
      """
      {"metadata":{"topic":"é"},
       "items":[{"role":"user","content":"first"},
                {"type":"function_call_output","call_id":"c","output":"{\\"x\\":1.50}","n":null}]}
      """;

  private final MemoryStorage storage = new MemoryStorage();

  @Test
  void areMadeReadAndDeleted() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      JsonNode made = user.json("POST", PATH, TWO);
      String id = made.member("id").text();
      assertThat(made.member("object").text()).isEqualTo("conversation");
      assertThat(made.member("created_at").integer(1, Integer.MAX_VALUE)).isPositive();
      assertThat(made.member("metadata").member("topic").text()).isEqualTo("é");
      Reply items = user.ask("GET", PATH + "/" + id + "/items?order=asc", "").whole();
      assertThat(items.body())
          .contains("\"content\":[{\"type\":\"input_text\",\"text\":\"first\"}]")
          .contains("\"output\":\"{\\\"x\\\":1.50}\",\"n\":null");
      List<JsonNode> data = items.json().member("data").items();
      assertThat(data).hasSize(2);
      String first = data.getFirst().member("id").text();
      assertThat(first).startsWith("msg_");
      assertThat(items.json().member("first_id").text()).isEqualTo(first);
      assertThat(user.ask("GET", PATH + "/" + id + "/items/" + first, "").whole().body())
          .startsWith("{\"id\":\"" + first + "\",\"type\":\"message\",\"status\":\"completed\"");
      JsonNode added =
          user.json(
              "POST",
              PATH + "/" + id + "/items",
              "{\"items\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"third\"}]}");
      assertThat(added.member("data").items()).hasSize(1);
      assertThat(HistoryWorld.items(user, id)).isEqualTo(3);
      // The latest come first.
      JsonNode page = user.json("GET", PATH + "/" + id + "/items?limit=2", "");
      assertThat(page.member("has_more").flag()).isTrue();
      assertThat(page.member("first_id").text()).isEqualTo(added.member("first_id").text());
      JsonNode next =
          user.json(
              "GET", PATH + "/" + id + "/items?limit=2&after=" + page.member("last_id").text(), "");
      assertThat(next.member("has_more").flag()).isFalse();
      assertThat(next.member("first_id").text()).isEqualTo(first);
      JsonNode left = user.json("DELETE", PATH + "/" + id + "/items/" + first, "");
      assertThat(left.member("object").text()).isEqualTo("conversation");
      user.ask("GET", PATH + "/" + id + "/items/" + first, "").refused(404, "not-found");
      user.json("POST", PATH + "/" + id, "{\"metadata\":{\"a\":\"b\"}}");
      assertThat(user.json("GET", PATH + "/" + id, "").member("metadata").names())
          .containsExactly("a");
      assertThat(user.ask("GET", PATH, "").whole().body()).contains(id);
      assertThat(user.json("DELETE", PATH + "/" + id, "").member("deleted").flag()).isTrue();
      user.ask("GET", PATH + "/" + id, "").refused(404, "not-found");
      user.ask("DELETE", PATH + "/" + id, "").refused(404, "not-found");
      assertThat(user.ask("GET", PATH, "").whole().body()).contains("\"data\":[]");
    }
    // Neither what was said nor whose it was; that something was made and deleted.
    List<String> entries = GatewayWorld.entries(storage);
    assertThat(entries).filteredOn(entry -> entry.contains("inference-history")).hasSize(2);
    assertThat(entries).noneMatch(entry -> entry.contains("conv_") || entry.contains("topic"));
  }

  /// Nobody has more read at once than an answer may hold.
  @Test
  void longItemsComeInShortPages() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      String items = PATH + "/" + id + "/items";
      for (int size : new int[] {700 << 10, 700 << 10, 1, 700 << 10, 200 << 10}) {
        user.json(
            "POST",
            items,
            "{\"items\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(size) + "\"}]}");
      }
      List<Integer> pages = new ArrayList<>();
      String after = "";
      boolean more = true;
      while (more) {
        Reply page = user.ask("GET", items + "?limit=100&order=asc" + after, "").whole();
        assertThat(page.body().length()).isLessThan(3 << 19);
        pages.add(page.json().member("data").items().size());
        after = "&after=" + page.json().member("last_id").text();
        more = page.json().member("has_more").flag();
      }
      assertThat(pages).containsExactly(1, 2, 2);
    }
  }

  @Test
  void outliveTheEnclaveAndStayTheirs() throws Exception {
    String id;
    try (HistoryWorld world = new HistoryWorld(storage)) {
      id = HistoryWorld.user(world, 1).conversation(TWO);
    }
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
      User other = HistoryWorld.user(world, 2);
      String absent = "conv_" + "0".repeat(32);
      Reply theirs = other.ask("GET", PATH + "/" + id, "").refused(404, "not-found");
      // Not to be told from what isn't there.
      assertThat(other.ask("GET", PATH + "/" + absent, "")).isEqualTo(theirs);
      for (String path : List.of("", "/items")) {
        assertThat(
                other.ask(
                    "POST",
                    PATH + "/" + id + path,
                    "{\"items\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
            .isEqualTo(
                other.ask(
                    "POST",
                    PATH + "/" + absent + path,
                    "{\"items\":[{\"role\":\"user\",\"content\":\"x\"}]}"));
      }
      assertThat(other.ask("DELETE", PATH + "/" + id, "")).isEqualTo(theirs);
      assertThat(other.ask("GET", PATH, "").whole().body()).doesNotContain(id);
      assertThat(HistoryWorld.items(user, id)).isEqualTo(2);
    }
  }

  @Test
  void anOlderStoreIsRefusedByName() throws Exception {
    String id;
    User first;
    MemoryStorage old;
    try (HistoryWorld world = new HistoryWorld(storage)) {
      first = HistoryWorld.user(world, 1);
      id = first.conversation(TWO);
      old = storage.copy();
      first.json(
          "POST",
          PATH + "/" + id + "/items",
          "{\"items\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    }
    try (HistoryWorld world = new HistoryWorld(old)) {
      User user = HistoryWorld.user(world, 1);
      user.heads().putAll(first.heads());
      user.ask("GET", PATH + "/" + id, "").refused(409, "rolled-back");
      user.ask("GET", PATH + "/" + id + "/items", "").refused(409, "rolled-back");
      user.ask("DELETE", PATH + "/" + id, "").refused(409, "rolled-back");
      user.ask(
              "POST",
              HistoryWorld.RESPONSES,
              "{\"model\":\"tiny\",\"input\":\"y\",\"conversation\":\"" + id + "\"}")
          .refused(409, "rolled-back");
      assertThat(world.backend().calls()).isEmpty();
      // Whoever remembers nothing can't tell: that is what heads are for.
      assertThat(HistoryWorld.items(HistoryWorld.user(world, 1).forgetful(), id)).isEqualTo(2);
    }
  }

  @Test
  void needAKeyAndAWayThatNobodyElseReads() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      world.world().get(PATH).refused(401, "history-key-missing");
      Map<String, String> wrong = Map.of("strongroom-history-key", "c2hvcnQ");
      world
          .world()
          .ask("GET", PATH, wrong, "", Protection.ATTESTED_CHANNEL)
          .refused(400, "malformed-history-key");
      Map<String, String> right =
          Map.of("strongroom-history-key", HistoryWorld.user(world, 1).key());
      world
          .world()
          .ask("GET", PATH, right, "", Protection.PLAIN_HTTPS)
          .refused(403, "not-confidential");
      world.world().ask("GET", PATH, right, "", Protection.ENCRYPTED_MESSAGE).whole();
    }
    try (GatewayWorld world =
        GatewayWorld.of(new ScriptedBackend("b", ScriptedBackend.json(200, "{}")))) {
      world.get(PATH).refused(404, "no-history");
    }
  }

  @Test
  void refuseWhatIsMalformed() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage)) {
      User user = HistoryWorld.user(world, 1);
      String id = user.conversation("");
      for (String body :
          List.of(
              "[]",
              "{\"unknown\":1}",
              "{\"items\":1}",
              "{\"items\":[1]}",
              "{\"items\":[{}]}",
              "{\"items\":[{\"role\":\"user\"}]}",
              "{\"items\":[{\"role\":1,\"content\":\"x\"}]}",
              "{\"items\":[{\"role\":\"user\",\"content\":7}]}",
              "{\"items\":[{\"type\":\"Bad Type\"}]}",
              "{\"metadata\":{\"a\":1}}",
              "{\"metadata\":{\"a\":\"" + "x".repeat(513) + "\"}}",
              "{\"metadata\":{\"" + "x".repeat(65) + "\":\"\"}}",
              "{\"items\":["
                  + "{\"role\":\"user\",\"content\":\"x\"},".repeat(100)
                  + "{\"role\":\"user\",\"content\":\"x\"}]}")) {
        user.ask("POST", PATH, body).refused(400, "malformed-request");
      }
      for (String query :
          List.of("limit=0", "limit=101", "order=up", "x=1", "limit=1&limit=2", "&")) {
        user.ask("GET", PATH + "/" + id + "/items?" + query, "").refused(400, "malformed-request");
      }
      user.ask("GET", PATH + "/" + id + "/items?after=nothing", "").refused(404, "not-found");
      user.ask("GET", PATH + "/../x", "").refused(404, "not-found");
      user.ask("PUT", PATH, "").refused(405, "method-not-allowed");
      assertThat(HistoryWorld.items(user, id)).isZero();
    }
  }

  @Test
  void nothingIsInClear() throws Exception {
    String canary = "c4n4ry";
    try (HistoryWorld world = new HistoryWorld(storage)) {
      for (int i = 1; i < 60; i++) {
        User user = HistoryWorld.user(world, i);
        String id =
            user.conversation(
                "{\"metadata\":{\""
                    + canary
                    + "\":\""
                    + canary
                    + "\"},\"items\":[{\"role\":\"user\",\"content\":\""
                    + canary.repeat(i)
                    + "\"}]}");
        String turn =
            "{\"model\":\"tiny\",\"input\":\""
                + canary
                + "\",\"store\":true,\"conversation\":\""
                + id
                + "\",\"stream\":"
                + (i % 2 == 0)
                + "}";
        assertThat(user.ask("POST", HistoryWorld.RESPONSES, turn).status()).isEqualTo(200);
        if (i % 3 == 0) {
          user.ask("DELETE", PATH + "/" + id, "").whole();
        }
        assertNone(
            world,
            List.of(
                canary, "conv_", "resp_", "msg_", "metadata", user.key(), hex(user), raw(user)));
      }
      assertThat(world.world().lines()).isNotEmpty();
    }
  }

  private static String hex(User user) {
    return Bytes.copyOf(Base64.getUrlDecoder().decode(user.key())).hex();
  }

  private static String raw(User user) {
    return new String(Base64.getUrlDecoder().decode(user.key()), StandardCharsets.ISO_8859_1);
  }

  private static void assertNone(HistoryWorld world, List<String> words) {
    for (Entry row : world.world().storage().scan(Bytes.EMPTY, Bytes.EMPTY, 1_000_000).entries()) {
      String text = latin(row.key()) + latin(row.value());
      for (String word : words) {
        assertThat(text.contains(word)).as(word).isFalse();
      }
    }
    String log = String.join("\n", world.world().lines()).toLowerCase(Locale.ROOT);
    for (String word : words) {
      assertThat(log.contains(word)).as(word).isFalse();
    }
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.HistoryWorld.User;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Collections to search, with a model that counts letters.
class CollectionsTest {
  private static final String PATH = "/v1/vector_stores";
  private static final String SETTINGS = "\"history\":{\"embeddings\":\"tiny\"}";

  private final MemoryStorage storage = new MemoryStorage();

  /// How often each letter is in a text: near texts have near counts.
  private static ScriptedBackend.Script letters(int dimensions) {
    return call -> {
      assertThat(call.path()).isEqualTo("/v1/embeddings");
      List<String> data = new ArrayList<>();
      List<JsonNode> texts;
      try {
        texts = JsonNode.parse(String.valueOf(call.body().asUtf8())).member("input").items();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      for (JsonNode text : texts) {
        double[] counts = new double[dimensions];
        String.valueOf(text.value())
            .toLowerCase(Locale.ROOT)
            .chars()
            .filter(c -> c >= 'a' && c <= 'z')
            .forEach(c -> counts[(c - 'a') % dimensions]++);
        List<String> numbers = new ArrayList<>();
        for (double count : counts) {
          numbers.add(String.valueOf(count));
        }
        data.add(
            "{\"object\":\"embedding\",\"index\":"
                + data.size()
                + ",\"embedding\":["
                + String.join(",", numbers)
                + "]}");
      }
      // In another order than they were asked for.
      return new BackendAnswer(
          200,
          "application/json",
          ScriptedBackend.in(
              "{\"object\":\"list\",\"data\":["
                  + String.join(",", data.reversed())
                  + "],\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}"));
    };
  }

  private static String file(String name, String text) {
    return "{\"filename\":\"" + name + "\",\"text\":\"" + text + "\",\"attributes\":{\"a\":\"b\"}}";
  }

  private static List<Bytes> data(Reply reply) throws Exception {
    return RawJson.items(
        Optional.ofNullable(RawJson.members(Bytes.utf8(reply.whole().body())).get("data"))
            .orElseThrow());
  }

  private static String member(Bytes object, String name) throws Exception {
    Bytes value = Optional.ofNullable(RawJson.members(object).get(name)).orElseThrow();
    return RawJson.isText(value) ? RawJson.text(value, 1000) : String.valueOf(value.asUtf8());
  }

  private static List<String> found(User user, String id, String query) throws Exception {
    List<String> names = new ArrayList<>();
    double last = 2;
    for (Bytes one :
        data(user.ask("POST", PATH + "/" + id + "/search", "{\"query\":\"" + query + "\"}"))) {
      names.add(member(one, "filename"));
      double score = Double.parseDouble(member(one, "score"));
      assertThat(score).isBetween(-1.0, last);
      last = score;
    }
    return names;
  }

  @Test
  void findTheNearest() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      JsonNode made = user.json("POST", PATH, "{\"name\":\"notes\",\"metadata\":{\"x\":\"y\"}}");
      assertThat(made.member("object").text()).isEqualTo("vector_store");
      String id = made.member("id").text();
      assertThat(found(user, id, "aaa")).isEmpty();
      List<String> ids = new ArrayList<>();
      for (String name : List.of("aab", "bbc", "xyz")) {
        JsonNode file =
            user.json("POST", PATH + "/" + id + "/files", file(name, (name + " ").repeat(9)));
        assertThat(file.member("status").text()).isEqualTo("completed");
        ids.add(file.member("id").text());
      }
      assertThat(found(user, id, "aaaaab")).startsWith("aab").endsWith("xyz").hasSize(3);
      assertThat(found(user, id, "zyx")).startsWith("xyz");
      Reply best =
          user.ask(
              "POST",
              PATH + "/" + id + "/search",
              "{\"query\":\"aab\",\"max_num_results\":1,\"ranking_options\":{\"score_threshold\":0.9}}");
      assertThat(data(best)).hasSize(1);
      assertThat(best.body())
          .contains("\"text\":\"aab aab ")
          .contains("\"attributes\":{\"a\":\"b\"}");
      JsonNode store = user.json("GET", PATH + "/" + id, "");
      assertThat(store.member("file_counts").member("completed").integer(0, 9)).isEqualTo(3);
      assertThat(data(user.ask("GET", PATH + "/" + id + "/files", ""))).hasSize(3);
      assertThat(
              user.ask("GET", PATH + "/" + id + "/files/" + ids.get(1) + "/content", "")
                  .whole()
                  .body())
          .contains("bbc bbc");
      user.json("DELETE", PATH + "/" + id + "/files/" + ids.getFirst(), "");
      user.ask("GET", PATH + "/" + id + "/files/" + ids.getFirst(), "").refused(404, "not-found");
      assertThat(found(user, id, "aab")).containsExactlyInAnyOrder("bbc", "xyz");
      user.json("POST", PATH + "/" + id, "{\"name\":\"other\"}");
      assertThat(user.ask("GET", PATH, "").whole().body()).contains("\"name\":\"other\"");
      user.json("DELETE", PATH + "/" + id, "");
      user.ask("POST", PATH + "/" + id + "/search", "{\"query\":\"x\"}").refused(404, "not-found");
      // Heads of the list and of what was deleted are left.
      assertThat(user.heads()).containsKeys(id, "vector_stores");
    }
  }

  @Test
  void aLongTextIsFoundByItsPassages() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      String id = user.json("POST", PATH, "{}").member("id").text();
      String text =
          "bcd efg. ".repeat(9000) + "qqq qqq qqq. ".repeat(60) + "hij klm. ".repeat(9000);
      user.json("POST", PATH + "/" + id + "/files", file("long", text));
      List<Bytes> best =
          data(user.ask("POST", PATH + "/" + id + "/search", "{\"query\":\"qqqq\"}"));
      assertThat(best).hasSize(10);
      assertThat(String.valueOf(best.getFirst().asUtf8())).contains("qqq qqq");
    }
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      String id = member(data(user.ask("GET", PATH, "")).getFirst(), "id");
      assertThat(found(user, id, "qqqq")).hasSize(10);
      // A model with other places can't be compared.
      world.backend().does(letters(20));
      user.ask("POST", PATH + "/" + id + "/search", "{\"query\":\"x\"}")
          .refused(409, "other-embeddings");
      user.ask("POST", PATH + "/" + id + "/files", file("x", "x")).refused(409, "other-embeddings");
    }
  }

  /// Of many only the best are kept while a collection is looked through.
  @Test
  void ofManyTheBestAreFoundInTheirOrder() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      String id = user.json("POST", PATH, "{}").member("id").text();
      List<String> alike = new ArrayList<>();
      for (int i = 0; i < 14; i++) {
        String text = i == 3 ? "zzz" : i == 12 ? "a" : "aab";
        user.json("POST", PATH + "/" + id + "/files", file("f" + i, text));
        if (text.equals("aab")) {
          alike.add("f" + i);
        }
      }
      List<String> found = found(user, id, "a");
      assertThat(found.getFirst()).isEqualTo("f12");
      assertThat(found.subList(1, found.size())).isEqualTo(alike.subList(0, 9));
    }
  }

  /// Or else a host could show older states of some, unnoticed.
  @Test
  void listsSayTheStatesOfAllThatAreOnThem() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      User user = HistoryWorld.user(world, 1).forgetful();
      for (int i = 0; i < 33; i++) {
        user.json("POST", PATH, "{}");
      }
      Reply first = user.ask("GET", PATH + "?limit=100", "").whole();
      List<Bytes> listed = data(first);
      assertThat(listed).hasSizeBetween(20, 32);
      assertThat(first.json().member("has_more").flag()).isTrue();
      for (Bytes one : listed) {
        assertThat(first.header("strongroom-history-head")).contains(member(one, "id") + "=1.");
      }
      String after = first.json().member("last_id").text();
      Reply rest = user.ask("GET", PATH + "?limit=100&after=" + after, "").whole();
      assertThat(data(rest)).hasSize(33 - listed.size());
      assertThat(rest.json().member("has_more").flag()).isFalse();
    }
  }

  @Test
  void areTheirOwnersAndSealed() throws Exception {
    String canary = "c4n4ry";
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      String id = user.json("POST", PATH, "{\"name\":\"" + canary + "\"}").member("id").text();
      user.json("POST", PATH + "/" + id + "/files", file(canary, canary + " ".repeat(20) + canary));
      assertThat(found(user, id, canary)).hasSize(1);
      int asked = world.backend().calls().size();
      User other = HistoryWorld.user(world, 2);
      other.ask("POST", PATH + "/" + id + "/search", "{\"query\":\"x\"}").refused(404, "not-found");
      other.ask("POST", PATH + "/" + id + "/files", file("x", "x")).refused(404, "not-found");
      // Nothing was sent to a model for them.
      assertThat(world.backend().calls()).hasSize(asked);
      for (Entry row : storage.scan(Bytes.EMPTY, Bytes.EMPTY, 1_000_000).entries()) {
        String text = latin(row.key()) + latin(row.value());
        assertThat(text.contains(canary)).isFalse();
        assertThat(text.contains(id)).isFalse();
      }
      assertThat(String.join("", world.world().lines())).doesNotContain(canary);
    }
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void refuseWhatIsMalformedAndWhatAModelDidntSay() throws Exception {
    try (HistoryWorld world = new HistoryWorld(storage, SETTINGS)) {
      world.backend().does(letters(26));
      User user = HistoryWorld.user(world, 1);
      String id = user.json("POST", PATH, "{}").member("id").text();
      for (String body :
          List.of(
              "{}",
              "{\"filename\":\"x\"}",
              "{\"filename\":\"x\",\"text\":\"  \"}",
              "{\"filename\":\"x\",\"text\":1}",
              "{\"file_id\":\"x\"}",
              "{\"filename\":\"x\",\"text\":\"" + "x".repeat((256 << 10) + 1) + "\"}")) {
        user.ask("POST", PATH + "/" + id + "/files", body).refused(400, "malformed-request");
      }
      for (String body :
          List.of(
              "{}",
              "{\"query\":\"\"}",
              "{\"query\":[\"x\"]}",
              "{\"query\":\"x\",\"max_num_results\":51}",
              "{\"query\":\"x\",\"max_num_results\":0}",
              "{\"query\":\"x\",\"rewrite_query\":true}",
              "{\"query\":\"x\",\"filters\":{}}",
              "{\"query\":\"x\",\"ranking_options\":{\"score_threshold\":2}}")) {
        user.ask("POST", PATH + "/" + id + "/search", body).refused(400, "malformed-request");
      }
      for (String answer :
          List.of(
              "",
              "[]",
              "{\"data\":[]}",
              "{\"data\":[{\"index\":0,\"embedding\":[]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[0,0]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[1,\"x\"]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[1e999]}]}",
              "{\"data\":[{\"index\":1,\"embedding\":[1]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[" + "1,".repeat(9000) + "1]}]}",
              "{\"data\":[{\"index\":0,\"embedding\":[1]}")) {
        world.backend().does(ScriptedBackend.json(200, answer));
        user.ask("POST", PATH + "/" + id + "/files", file("x", "x"))
            .refused(502, "embeddings-failed");
      }
      world.backend().does(ScriptedBackend.fails(Problem.BUSY, "full"));
      user.ask("POST", PATH + "/" + id + "/files", file("x", "x")).refused(503, "backend-busy");
      assertThat(data(user.ask("GET", PATH + "/" + id + "/files", ""))).isEmpty();
    }
    try (HistoryWorld world = new HistoryWorld(new MemoryStorage())) {
      HistoryWorld.user(world, 1).ask("GET", PATH, "").refused(404, "no-embeddings");
    }
  }
}

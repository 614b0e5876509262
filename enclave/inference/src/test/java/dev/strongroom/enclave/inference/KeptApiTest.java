// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The description of what users keep, held against what the gateway does: each operation is asked
/// for, with the owner's key and what was seen last.
class KeptApiTest {
  private static final String KEY = "A".repeat(43);
  private static final String CONVERSATIONS = "/v1/conversations";
  private static final String CONVERSATION = CONVERSATIONS + "/{id}";
  private static final String ITEMS = CONVERSATION + "/items";
  private static final String ITEM = ITEMS + "/{item}";
  private static final String RESPONSES = "/v1/responses";
  private static final String RESPONSE = RESPONSES + "/{id}";
  private static final String COLLECTIONS = "/v1/vector_stores";
  private static final String COLLECTION = COLLECTIONS + "/{id}";
  private static final String FILES = COLLECTION + "/files";
  private static final String FILE = FILES + "/{file}";
  private static final String SEARCH = COLLECTION + "/search";
  private static final String FOUND_BY = "{\"query\":\"x\",\"max_num_results\":3}";
  private static final String TEXT =
      "{\"filename\":\"a\",\"text\":\"some words\",\"attributes\":{\"year\":\"2026\"}}";

  private final ApiDescription description = new ApiDescription();
  private final AtomicInteger answers = new AtomicInteger();
  private final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(500, "{}"));
  private Optional<String> seen = Optional.empty();

  private GatewayWorld world() throws Exception {
    backend.does(this::answer);
    return GatewayWorld.with(new MemoryStorage(), "\"history\":{\"embeddings\":\"tiny\"}", backend);
  }

  private BackendAnswer answer(BackendCall call) {
    String json =
        call.path().equals("/v1/embeddings")
            ? "{\"data\":[{\"index\":0,\"embedding\":[0.5,-1]}]}"
            : HistoryWorld.response(answers.incrementAndGet(), "completed");
    return new BackendAnswer(200, ApiDescription.JSON, ScriptedBackend.in(json));
  }

  /// Asks for what a template says, with its variables in their order.
  private Reply ask(
      GatewayWorld world, String method, String template, String body, String... variables)
      throws Exception {
    return asked(world, method, template, "", body, variables);
  }

  private Reply asked(
      GatewayWorld world,
      String method,
      String template,
      String query,
      String body,
      String... variables)
      throws Exception {
    String path = template;
    for (String variable : variables) {
      path = path.replaceFirst("\\{[a-z]+}", variable);
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", ApiDescription.JSON);
    headers.put("strongroom-history-key", KEY);
    seen.ifPresent(said -> headers.put("strongroom-history-head", said));
    Reply reply = description.exchange(world, method, template, path + query, headers, body);
    if (reply.status() == 200 && !body.contains("previous_response_id")) {
      // What only goes on from something, and keeps nothing, says nothing either.
      assertThat(reply.header("strongroom-history-head")).isNotEmpty();
      seen = Optional.of(reply.header("strongroom-history-head"));
    }
    return reply;
  }

  private static String id(Reply reply) throws Exception {
    Bytes id = RawJson.members(Bytes.utf8(reply.whole().body())).get("id");
    return RawJson.text(Objects.requireNonNull(id), 100);
  }

  @Test
  void everyOperationIsAsDescribed() throws Exception {
    try (GatewayWorld world = world()) {
      conversations(world);
      responses(world);
      collections(world);
    }
    Set<String> kept = ApiDescription.under(Set.of("kept"));
    assertThat(kept).hasSizeGreaterThan(20);
    kept.add("POST " + RESPONSES);
    assertThat(description.asked()).isEqualTo(kept);
  }

  private void conversations(GatewayWorld world) throws Exception {
    String id =
        id(
            ask(
                world,
                "POST",
                CONVERSATIONS,
                "{\"metadata\":{\"topic\":\"é\"},\"items\":[{\"role\":\"user\",\"content\":\"x\"},"
                    + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":null}]}"));
    String bare = id(ask(world, "POST", CONVERSATIONS, ""));
    ask(world, "POST", CONVERSATIONS, "{\"metadata\":null,\"items\":null}").whole();
    asked(world, "GET", CONVERSATIONS, "?limit=1&order=asc", "").whole();
    asked(world, "GET", CONVERSATIONS, "?after=" + bare, "").whole();
    ask(world, "GET", CONVERSATION, "", id).whole();
    ask(world, "POST", CONVERSATION, "{\"metadata\":{\"a\":\"b\"}}", id).whole();
    ask(world, "GET", ITEMS, "", bare).whole();
    Reply items =
        ask(
            world,
            "POST",
            ITEMS,
            "{\"items\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":"
                + "[{\"type\":\"output_text\",\"text\":\"y\"}],\"status\":\"completed\"}]}",
            id);
    String item = items.whole().json().member("first_id").text();
    asked(world, "GET", ITEMS, "?order=desc&limit=100", "", id).whole();
    ask(world, "GET", ITEM, "", id, item).whole();
    ask(world, "DELETE", ITEM, "", id, item).whole();
    ask(world, "GET", ITEM, "", id, item).refused(404, "not-found");
    ask(
            world,
            "POST",
            RESPONSES,
            "{\"model\":\"tiny\",\"conversation\":{\"id\":\"" + id + "\"},\"input\":\"z\"}")
        .whole();
    // With what a model wrote in it.
    ask(world, "GET", ITEMS, "", id).whole();
    ask(world, "DELETE", CONVERSATION, "", id).whole();
    ask(world, "GET", CONVERSATION, "", id).refused(404, "not-found");
  }

  private void responses(GatewayWorld world) throws Exception {
    String first =
        id(ask(world, "POST", RESPONSES, "{\"model\":\"tiny\",\"store\":true,\"input\":\"x\"}"));
    ask(world, "GET", RESPONSE, "", first).whole();
    ask(
            world,
            "POST",
            RESPONSES,
            "{\"model\":\"tiny\",\"previous_response_id\":\""
                + first
                + "\",\"conversation\":null,\"store\":null,\"input\":\"y\"}")
        .whole();
    ask(world, "DELETE", RESPONSE, "", first).whole();
    ask(world, "GET", RESPONSE, "", first).refused(404, "not-found");
  }

  private void collections(GatewayWorld world) throws Exception {
    String id = id(ask(world, "POST", COLLECTIONS, "{\"name\":\"notes\",\"metadata\":{}}"));
    ask(world, "POST", COLLECTIONS, "").whole();
    asked(world, "GET", COLLECTIONS, "?limit=2&after=" + id + "&order=asc", "").whole();
    ask(world, "GET", COLLECTION, "", id).whole();
    ask(world, "POST", COLLECTION, "{\"name\":null}", id).whole();
    ask(world, "POST", SEARCH, FOUND_BY, id).whole();
    String file = id(ask(world, "POST", FILES, TEXT, id));
    ask(world, "GET", FILES, "", id).whole();
    ask(world, "GET", FILE, "", id, file).whole();
    ask(world, "GET", FILE + "/content", "", id, file).whole();
    Reply found =
        ask(
            world,
            "POST",
            SEARCH,
            "{\"query\":\"x\",\"rewrite_query\":false,\"ranking_options\":{\"score_threshold\":0.25}}",
            id);
    assertThat(found.whole().body()).contains("\"text\":\"some words\"");
    backend.does(ScriptedBackend.json(200, "{}"));
    ask(world, "POST", SEARCH, FOUND_BY, id).refused(502, "embeddings-failed");
    backend.does(this::answer);
    ask(world, "DELETE", FILE, "", id, file).whole();
    ask(world, "DELETE", COLLECTION, "", id).whole();
  }

  /// What the handlers refuse, the description does as well.
  @Test
  void whatIsRefusedIsDescribedAsWrong() throws Exception {
    try (GatewayWorld world = world()) {
      String id = id(ask(world, "POST", CONVERSATIONS, ""));
      String collection = id(ask(world, "POST", COLLECTIONS, ""));
      for (String body :
          List.of(
              "[]",
              "{\"name\":\"x\"}",
              "{\"metadata\":{\"a\":1}}",
              "{\"metadata\":{\"a\":\"" + "x".repeat(513) + "\"}}",
              "{\"items\":[{\"role\":\"user\"}]}",
              "{\"items\":[{\"type\":\"UPPER\"}]}",
              "{\"items\":[{\"role\":\"user\",\"content\":7}]}")) {
        wrong(world, "POST", CONVERSATIONS, body);
      }
      wrong(world, "POST", CONVERSATION, "{\"items\":[]}", id);
      wrong(world, "POST", ITEMS, "{}", id);
      wrong(world, "POST", ITEMS, "{\"items\":[]}", id);
      String one = "{\"role\":\"user\",\"content\":\"x\"},";
      wrong(world, "POST", ITEMS, "{\"items\":[" + one.repeat(100) + one.replace("},", "}]}"), id);
      wrong(world, "POST", RESPONSES, "{\"model\":\"tiny\",\"store\":1}");
      wrong(world, "POST", COLLECTIONS, "{\"name\":\"" + "x".repeat(257) + "\"}");
      wrong(world, "POST", FILES, "{\"filename\":\"x\"}", collection);
      wrong(world, "POST", FILES, "{\"file_id\":\"x\"}", collection);
      for (String body :
          List.of(
              "{}",
              "{\"query\":\"\"}",
              "{\"query\":[\"x\"]}",
              "{\"query\":\"x\",\"max_num_results\":51}",
              "{\"query\":\"x\",\"rewrite_query\":true}",
              "{\"query\":\"x\",\"filters\":{}}",
              "{\"query\":\"x\",\"ranking_options\":{\"score_threshold\":2}}")) {
        wrong(world, "POST", SEARCH, body, collection);
      }
    }
  }

  private void wrong(
      GatewayWorld world, String method, String template, String body, String... variables)
      throws Exception {
    Map<?, ?> operation = ApiDescription.operation(method, template);
    Map<?, ?> schema =
        ApiDescription.at(
            ApiDescription.at(operation, "requestBody"), "content", ApiDescription.JSON, "schema");
    assertThat(ApiDescription.wrong(body, schema)).as(body).isNotEmpty();
    String path = template;
    for (String variable : variables) {
      path = path.replaceFirst("\\{[a-z]+}", variable);
    }
    Reply reply =
        world.ask(
            method,
            path,
            Map.of("content-type", ApiDescription.JSON, "strongroom-history-key", KEY),
            body,
            Protection.ATTESTED_CHANNEL);
    reply.refused(400, "malformed-request");
    ApiDescription.asDescribed(operation, reply);
  }

  /// Refusals have the shape and a code that the description lists.
  @Test
  void refusalsAreAsDescribed() throws Exception {
    Map<?, ?> operation = ApiDescription.operation("GET", CONVERSATIONS);
    try (GatewayWorld world = world();
        GatewayWorld without = GatewayWorld.of(backend)) {
      Map<String, String> key = Map.of("strongroom-history-key", KEY);
      refused(operation, world, CONVERSATIONS, Map.of(), 401, "history-key-missing");
      refused(
          operation,
          world,
          CONVERSATIONS,
          Map.of("strongroom-history-key", "x"),
          400,
          "malformed-history-key");
      refused(
          operation,
          world,
          CONVERSATIONS,
          Map.of("strongroom-history-key", KEY, "strongroom-history-head", "x"),
          400,
          "malformed-history-head");
      refused(
          operation,
          world,
          CONVERSATIONS,
          Map.of(
              "strongroom-history-key",
              KEY,
              "strongroom-history-head",
              "conversations=1." + "0".repeat(32)),
          409,
          "rolled-back");
      refused(operation, world, CONVERSATIONS + "?limit=0", key, 400, "malformed-request");
      refused(operation, without, CONVERSATIONS, key, 404, "no-history");
      Reply method = world.ask("PUT", CONVERSATIONS, key, "", Protection.ATTESTED_CHANNEL);
      method.refused(405, "method-not-allowed");
      ApiDescription.asDescribed(operation, method);
    }
  }

  private static void refused(
      Map<?, ?> operation,
      GatewayWorld world,
      String path,
      Map<String, String> headers,
      int status,
      String code)
      throws Exception {
    Reply reply = world.ask("GET", path, headers, "", Protection.ATTESTED_CHANNEL);
    reply.refused(status, code);
    ApiDescription.asDescribed(operation, reply);
  }
}

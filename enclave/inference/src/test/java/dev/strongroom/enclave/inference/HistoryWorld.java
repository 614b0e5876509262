// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Protection;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A gateway that lets users keep something, and a user's side that remembers what it saw.
final class HistoryWorld implements AutoCloseable {
  static final String RESPONSES = "/v1/responses";
  static final String CONVERSATIONS = "/v1/conversations";

  private static final Pattern HEAD = Pattern.compile("([a-z_A-Z0-9-]+)=([0-9]+)\\.[0-9a-f]{32}");
  private static final Pattern COMMENT = Pattern.compile(": strongroom-history-head: ([^\\n]+)");

  private final AtomicInteger answers = new AtomicInteger();
  private final ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.json(500, "{}"));
  private final GatewayWorld world;

  /// One user's side.
  final class User {
    private final String key;
    private final Map<String, String> heads = new HashMap<>();
    private boolean remembering = true;

    private User(String key) {
      this.key = key;
    }

    User forgetful() {
      remembering = false;
      return this;
    }

    String key() {
      return key;
    }

    Map<String, String> heads() {
      return heads;
    }

    Reply ask(String method, String path, String body) throws Exception {
      return ask(method, path, body, Map.of());
    }

    Reply ask(String method, String path, String body, Map<String, String> more) throws Exception {
      Map<String, String> headers = new HashMap<>(more);
      headers.put("content-type", "application/json");
      headers.put("strongroom-history-key", key);
      if (remembering && !heads.isEmpty()) {
        headers.put("strongroom-history-head", String.join(", ", heads.values()));
      }
      Reply reply = world.ask(method, path, headers, body, Protection.ATTESTED_CHANNEL);
      remember(reply.header("strongroom-history-head"));
      Matcher comment = COMMENT.matcher(reply.body());
      if (comment.find()) {
        remember(comment.group(1));
      }
      return reply;
    }

    private void remember(String said) {
      Matcher head = HEAD.matcher(said);
      while (head.find()) {
        heads.put(head.group(1), head.group());
      }
    }

    JsonNode json(String method, String path, String body) throws Exception {
      return ask(method, path, body).whole().json();
    }

    /// A conversation that is made.
    String conversation(String body) throws Exception {
      return json("POST", CONVERSATIONS, body).member("id").text();
    }
  }

  HistoryWorld(MemoryStorage storage) throws Exception {
    this(storage, "\"history\":{}");
  }

  HistoryWorld(MemoryStorage storage, String settings) throws Exception {
    world = GatewayWorld.with(storage, settings, backend);
    backend.does(call -> answer(call.body()));
  }

  static User user(HistoryWorld of, int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return of.new User(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
  }

  GatewayWorld world() {
    return world;
  }

  ScriptedBackend backend() {
    return backend;
  }

  /// What the back end was asked last.
  String asked() {
    return String.valueOf(backend.calls().getLast().body().asUtf8());
  }

  static String response(int number, String status) {
    return """
    {"id":"resp_%d","object":"response","status":"%s","error":null,"temperature":0.7,
     "output":[{"id":"msg_of_%d","type":"message","role":"assistant","status":"%s",
       "content":[{"type":"output_text","text":"answer %d","annotations":[],"logprob":-0.25}]}],
     "usage":{"input_tokens":3,"output_tokens":2}}\
    """
        .formatted(number, status, number, status, number)
        .replace("\n", "");
  }

  static String event(String type, String response) {
    return "event: "
        + type
        + "\ndata: {\"type\":\""
        + type
        + "\",\"response\":"
        + response
        + "}\n\n";
  }

  private BackendAnswer answer(Bytes body) {
    int number = answers.incrementAndGet();
    String asked = String.valueOf(body.asUtf8());
    if (!asked.contains("\"stream\":true")) {
      return new BackendAnswer(
          200, "application/json", ScriptedBackend.in(response(number, "completed")));
    }
    return new BackendAnswer(
        200,
        "text/event-stream",
        ScriptedBackend.in(
            event("response.created", "{\"output\":[]}")
                + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"answer\"}\n\n"
                + event("response.completed", response(number, "completed"))));
  }

  static Optional<String> comment(String body) {
    Matcher comment = COMMENT.matcher(body);
    return comment.find() ? Optional.of(comment.group(1)) : Optional.empty();
  }

  /// How many items a conversation has.
  static int items(User user, String conversation) throws Exception {
    String path = CONVERSATIONS + "/" + conversation + "/items?limit=100";
    Bytes list = Bytes.utf8(user.ask("GET", path, "").whole().body());
    return RawJson.items(Optional.ofNullable(RawJson.members(list).get("data")).orElseThrow())
        .size();
  }

  @Override
  public void close() {
    world.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.runtime.storage.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nothing is kept: thousands of requests, each with a canary, to back ends that misbehave in every
/// way, and then a look at all that the host can see.
class CanaryTest {
  private static final int REQUESTS = 4000;
  private static final String CANARY = "c4n4ry";

  private final List<String> thrown = new ArrayList<>();

  private void note(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      thrown.add(String.valueOf(one));
      for (Throwable other : one.getSuppressed()) {
        thrown.add(String.valueOf(other));
      }
    }
  }

  /// Answers with the request's own words in every place that an answer has.
  private static ScriptedBackend.Script echo(int manner) {
    return call -> {
      String words = String.valueOf(call.body().asUtf8()).replaceAll("[^a-z0-9]", "");
      String event = "data: {\"" + words + "\":\"" + words + "\"}\n\n";
      return switch (manner) {
        case 0 ->
            new BackendAnswer(
                200, "application/json", ScriptedBackend.in("{\"a\":\"" + words + "\"}"));
        case 1 ->
            new BackendAnswer(500, "text/plain", ScriptedBackend.in("exception about " + words));
        case 2 -> new BackendAnswer(200, "application/json", ScriptedBackend.cut(words));
        case 3 ->
            new BackendAnswer(
                200, "text/event-stream", ScriptedBackend.in(event + "data: [DONE]\n\n"));
        case 4 -> new BackendAnswer(200, "text/event-stream", ScriptedBackend.cut(event + words));
        case 5 ->
            new BackendAnswer(
                200, "text/event-stream", ScriptedBackend.in(event + words + "\r" + words));
        case 6 ->
            new BackendAnswer(
                200, "text/event-stream", ScriptedBackend.in("data: [DONE]\n\n" + event));
        case 7 ->
            new BackendAnswer(
                200,
                "application/json",
                ScriptedBackend.cut("{\"a\":\"" + words.repeat(9000) + "\""));
        default -> throw new IllegalStateException(words);
      };
    };
  }

  @Test
  void nothingIsKept() throws Exception {
    Random random = new Random(11);
    ScriptedBackend backend = new ScriptedBackend("b", echo(0));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (int i = 0; i < REQUESTS; i++) {
        int manner = random.nextInt(10);
        backend.does(manner == 9 ? ScriptedBackend.fails(Problem.BUSY, "full") : echo(manner));
        ask(world, i, random.nextInt(6));
      }
      assertThat(thrown).hasSizeGreaterThan(REQUESTS / 10);
      assertNone(thrown, "exceptions");
      assertThat(world.lines()).isNotEmpty();
      assertNone(world.lines(), "log");
      assertThat(world.figures()).hasSizeGreaterThan(5);
      assertNone(world.figures(), "figures");
      List<Entry> kept = world.storage().scan(Bytes.EMPTY, Bytes.EMPTY, 1_000_000).entries();
      assertThat(kept).isNotEmpty();
      assertNone(kept.stream().map(one -> latin(one.key())).toList(), "names");
      assertNone(kept.stream().map(one -> latin(one.value())).toList(), "values");
      for (String path : new String[] {"/v1/models", "/v1/confidentiality"}) {
        assertNone(List.of(world.get(path).body()), path);
      }
    }
  }

  private void ask(GatewayWorld world, int i, int manner) {
    String canary = CANARY + i;
    String body =
        switch (manner) {
          case 0 -> "{\"model\":\"tiny\",\"" + canary + "\":1,\"" + canary + "\":1}";
          case 1 -> "{\"model\":\"tiny\",\"x\":" + canary;
          default -> "{\"model\":\"tiny\",\"prompt\":\"" + canary + "\",\"seed\":1}";
        };
    try {
      Reply reply =
          i % 3 == 0
              ? world.postForReceipt(GatewayWorld.CHAT, body)
              : world.post(GatewayWorld.CHAT, body, Map.of("content-type", "application/json"));
      if (i % 3 == 0 && reply.status() == 200) {
        // Receipts are of digests: nothing of what was said.
        assertNone(List.of(world.receipt(reply).entry().text()), "receipt");
      }
      if (reply.failure() != null) {
        note(reply.failure());
      }
    } catch (IllegalStateException e) {
      // A back end's own bug: what it throws is a bare 500 of the runtime's.
      assertThat(e).hasMessageContaining(CANARY);
    } catch (Exception e) {
      note(e);
    }
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private static void assertNone(List<String> texts, String where) {
    for (String text : texts) {
      assertThat(text.toLowerCase(Locale.ROOT).contains(CANARY)).as(where).isFalse();
    }
  }
}

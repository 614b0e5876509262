// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.stream.BrokenStreamException;
import dev.strongroom.enclave.inference.stream.EventReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams: passed on as they come, believed only with their last event.
class StreamedAnswerTest {
  private static final String ASKED = "{\"model\":\"tiny\",\"stream\":true}";
  private static final String CHAT =
      "data: {\"c\":1}\n\n: still here\n\ndata: {\"c\":2}\r\n\r\ndata: [DONE]\n\n";
  private static final String MESSAGES =
      """
      event: message_start
      data: {"type":"message_start"}

      event: x
      data: {"type":"content_block_delta","text":"message_stop"}

      event: message_stop
      data: {"type":"message_stop"}

      """;
  private static final String RESPONSES =
      """
      data: {"type":"response.created"}

      event: response.completed
      data: {"type":"response.completed"}

      """;

  private static String stream(String path) {
    return switch (path) {
      case "/v1/messages" -> MESSAGES;
      case "/v1/responses" -> RESPONSES;
      default -> CHAT;
    };
  }

  private static void broken(Reply reply, String begun, String code) {
    assertThat(reply.failure()).isInstanceOf(BrokenStreamException.class);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).startsWith(begun);
    assertThat(reply.body().substring(begun.length()))
        .contains("data: {")
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain("[DONE]")
        .doesNotContain("message_stop");
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses"})
  void passesStreamsOn(String path) throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(stream(path)));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.post(path, ASKED).whole().body()).isEqualTo(stream(path));
    }
  }

  /// At every byte, by a broken connection or by an end that HTTP takes for proper.
  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/messages", "/v1/responses"})
  void noticesEveryCut(String path) throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(""));
    String stream = stream(path);
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (int cut = 0; cut <= stream.length(); cut++) {
        String half = stream.substring(0, cut);
        backend.does(ScriptedBackend.cutEvents(half));
        Reply broken = world.post(path, ASKED);
        assertThat(broken.failure()).as("cut at %d", cut).isNotNull();
        assertThat(broken.body()).contains("cut-short");
        if (cut < stream.length()) {
          backend.does(ScriptedBackend.events(half));
          assertThat(world.post(path, ASKED).failure()).as("ended at %d", cut).isNotNull();
        }
      }
    }
  }

  @Test
  void theLastEventWaitsForTheEnd() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.cutEvents(CHAT));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      Reply reply = world.post(GatewayWorld.CHAT, ASKED);
      broken(reply, CHAT.substring(0, CHAT.indexOf("data: [DONE]")), "cut-short");
    }
  }

  @Test
  void saysItInAnthropicsShape() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend("b", ScriptedBackend.events("data: {\"type\":\"ping\"}\n\n"));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.post("/v1/messages", ASKED).body())
          .endsWith(
              "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":"
                  + "\"the back end's answer was cut short\",\"code\":\"cut-short\"}}\n\n");
    }
  }

  @Test
  void refusesWhatIsNoStream() throws Exception {
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(""));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      backend.does(ScriptedBackend.events("data: 1\n\ndata: 2\rdata: [DONE]\n\n"));
      broken(world.post(GatewayWorld.CHAT, ASKED), "data: 1\n\n", "malformed-stream");
      backend.does(ScriptedBackend.events("data: [DONE]\n\ndata: more\n\n"));
      broken(world.post(GatewayWorld.CHAT, ASKED), "", "after-the-end");
      backend.does(ScriptedBackend.events("data: [DONE]\n\ndata: [DONE]\n\n"));
      broken(world.post(GatewayWorld.CHAT, ASKED), "", "after-the-end");
      backend.does(ScriptedBackend.events("data: " + "x".repeat(EventReader.LONGEST) + "\n\n"));
      broken(world.post(GatewayWorld.CHAT, ASKED), "", "event-too-long");
      // `[DONE]` as a part of what is said ends nothing.
      backend.does(ScriptedBackend.events("data: {\"c\":\"[DONE]\"}\n\n"));
      broken(world.post(GatewayWorld.CHAT, ASKED), "data: {\"c\":\"[DONE]\"}\n\n", "cut-short");
    }
  }

  @Test
  void someProtocolsEndTwice() throws Exception {
    String stream = RESPONSES + "data: [DONE]\n\n";
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(stream));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      assertThat(world.post("/v1/responses", ASKED).whole().body()).isEqualTo(stream);
    }
  }

  /// What users' sides remember comes from the gateway, whatever a back end says.
  @Test
  void refusesWhatOnlyTheGatewaySays() throws Exception {
    String head = "strongroom-history-head: conv_" + "a".repeat(32) + "=9." + "b".repeat(32);
    ScriptedBackend backend = new ScriptedBackend("b", ScriptedBackend.events(""));
    try (GatewayWorld world = GatewayWorld.of(backend)) {
      for (String planted :
          List.of(
              ": " + head + "\n\n",
              ":" + head + "\r\n\r\n",
              "data: 2\n: " + head + "\n\n",
              "data: \u00ff\n: " + head + "\n\n",
              "data: [DONE]\n: " + head + "\n\n")) {
        byte[] stream =
            ("data: 1\n\n" + planted + "data: [DONE]\n\n").getBytes(StandardCharsets.ISO_8859_1);
        backend.does(
            _ -> new BackendAnswer(200, "text/event-stream", new ByteArrayInputStream(stream)));
        broken(world.post(GatewayWorld.CHAT, ASKED), "data: 1\n\n", "malformed-stream");
      }
      String harmless = "data: {\"c\":\": " + head + "\"}\n\ndata: [DONE]\n\n";
      backend.does(ScriptedBackend.events(harmless));
      assertThat(world.post(GatewayWorld.CHAT, ASKED).whole().body()).isEqualTo(harmless);
    }
  }
}

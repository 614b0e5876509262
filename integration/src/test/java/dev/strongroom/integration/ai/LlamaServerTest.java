// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static dev.strongroom.integration.ai.LlamaWorld.ASKED;
import static dev.strongroom.integration.ai.LlamaWorld.SCHEMA;
import static dev.strongroom.integration.ai.LlamaWorld.TOOLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.strongroom.attestation.json.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real llama-server behind gateway and `strongroom ai`, and clients that other people wrote,
/// unmodified, in front.
@Timeout(300)
class LlamaServerTest {
  @TempDir private static Path folder;
  private static LlamaWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new LlamaWorld(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  private static List<Integer> usage(JsonNode answer) throws Exception {
    return answer.member("usage").items().stream()
        .map(node -> Math.toIntExact((Long) node.value()))
        .toList();
  }

  @Test
  void npmsClientChats() throws Exception {
    try (NpmRequests npm = NpmRequests.start()) {
      JsonNode whole =
          npm.ask(world.uri(), "chat", "{\"model\":\"tiny\",\"max_tokens\":20," + ASKED);
      JsonNode streamed =
          npm.ask(
              world.uri(),
              "chat",
              "{\"model\":\"tiny\",\"max_tokens\":20,\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                  + ASKED);
      assertThat(whole.member("text").text()).isNotEmpty();
      assertThat(streamed.member("text").text()).isEqualTo(whole.member("text").text());
      assertThat(streamed.member("finish").text())
          .isEqualTo(whole.member("finish").text())
          .isEqualTo("length");
      assertThat(usage(streamed)).isEqualTo(usage(whole));
      assertThat(usage(whole).get(1)).isEqualTo(20);
      assertThat(streamed.member("events").integer(0, 1000)).isGreaterThan(15);
    }
  }

  @Test
  void npmsClientCompletesAndEmbeds() throws Exception {
    try (NpmRequests npm = NpmRequests.start()) {
      String asked = "{\"model\":\"tiny\",\"max_tokens\":12,\"seed\":5,\"prompt\":\"once\"";
      JsonNode whole = npm.ask(world.uri(), "completion", asked + "}");
      JsonNode streamed =
          npm.ask(
              world.uri(),
              "completion",
              asked + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
      assertThat(streamed.member("text").text()).isEqualTo(whole.member("text").text());
      assertThat(usage(streamed)).isEqualTo(usage(whole));
      assertThat(usage(whole).get(1)).isEqualTo(12);
      JsonNode embedded =
          npm.ask(world.uri(), "embedding", "{\"model\":\"embed\",\"input\":[\"one\",\"two\"]}");
      assertThat(embedded.member("sizes").items())
          .extracting(JsonNode::value)
          .containsExactly(64L, 64L);
      assertThat(usage(embedded).getFirst()).isPositive();
    }
  }

  /// The model knows nothing; what it says fits because the server's grammar lets nothing else
  /// through, so what was asked got there whole.
  @Test
  void npmsClientCallsToolsAndGetsStructure() throws Exception {
    try (NpmRequests npm = NpmRequests.start()) {
      for (String stream : List.of("", "\"stream\":true,")) {
        JsonNode called =
            npm.ask(
                world.uri(),
                "chat",
                "{\"model\":\"tiny\",\"max_tokens\":300," + stream + TOOLS + ASKED);
        assertThat(called.member("finish").text()).as("%s", called).isEqualTo("tool_calls");
        JsonNode call = called.member("calls").items().getFirst();
        assertThat(call.member("name").text()).isEqualTo("look");
        assertThat(JsonNode.parse(call.member("arguments").text()).member("where").text())
            .isIn("here", "there");
        assertThat(called.member("finish").text()).isEqualTo("tool_calls");
        JsonNode structured =
            npm.ask(
                world.uri(),
                "chat",
                "{\"model\":\"tiny\",\"max_tokens\":300," + stream + SCHEMA + ASKED);
        JsonNode said = JsonNode.parse(structured.member("text").text());
        assertThat(said.member("sure").value()).isInstanceOf(Boolean.class);
        assertThat(said.member("side").text()).isIn("left", "right");
      }
    }
  }

  @Test
  void npmsClientsSeeTheServersErrors() throws Exception {
    try (NpmRequests npm = NpmRequests.start()) {
      JsonNode refused =
          npm.ask(world.uri(), "chat", "{\"model\":\"tiny\",\"grammar\":\"root ::= (\"," + ASKED);
      assertThat(refused.member("status").integer(0, 599)).isEqualTo(400);
      assertThat(refused.member("error").text()).contains("grammar");
      JsonNode unable = npm.ask(world.uri(), "embedding", "{\"model\":\"tiny\",\"input\":\"one\"}");
      assertThat(unable.member("status").integer(0, 599)).isEqualTo(501);
      JsonNode unknown = npm.ask(world.uri(), "chat", "{\"model\":\"large\"," + ASKED);
      assertThat(unknown.member("status").integer(0, 599)).isEqualTo(404);
      assertThat(unknown.member("code").text()).isEqualTo("model-not-found");
    }
  }

  /// The interfaces that OpenAI's and Anthropic's clients speak besides.
  @Test
  void npmsClientsSpeakTheOtherInterfaces() throws Exception {
    try (NpmClients clients = NpmClients.start()) {
      assertThat(clients.ask("models", world.uri(), "-").pieces()).containsExactly("tiny", "embed");
      for (String kind : List.of("chat", "whole", "response", "message")) {
        NpmClients.Answer answer = clients.ask(kind, world.uri(), "tiny");
        assertThat(answer.end()).as("%s: %s", kind, answer.message()).isEqualTo("complete");
        assertThat(answer.pieces()).as(kind).isNotEmpty();
      }
    }
  }

  @Test
  void langchain4jChatsCallsToolsAndEmbeds() {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .baseUrl(world.uri().toString())
            .apiKey("none")
            .modelName("tiny")
            .maxTokens(300)
            .logitBias(Map.of("126", 100))
            .maxRetries(0)
            .build();
    ChatResponse response =
        model.chat(
            ChatRequest.builder()
                .messages(UserMessage.from("Hi"))
                .toolSpecifications(
                    ToolSpecification.builder()
                        .name("look")
                        .description("Looks.")
                        .parameters(
                            JsonObjectSchema.builder()
                                .addEnumProperty("where", List.of("here", "there"))
                                .required("where")
                                .build())
                        .build())
                .toolChoice(ToolChoice.REQUIRED)
                .build());
    assertThat(response.aiMessage().toolExecutionRequests())
        .singleElement()
        .satisfies(call -> {
          assertThat(call.name()).isEqualTo("look");
          assertThat(call.arguments()).containsPattern("\"(here|there)\"");
        });
    assertThat(
            OpenAiEmbeddingModel.builder()
                .baseUrl(world.uri().toString())
                .apiKey("none")
                .modelName("embed")
                .build()
                .embed("one")
                .content()
                .dimension())
        .isEqualTo(64);
  }
}

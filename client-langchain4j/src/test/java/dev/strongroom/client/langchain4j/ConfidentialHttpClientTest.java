// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.strongroom.client.ai.AnswerCutException;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.GatewayNotVerifiedException;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// langchain4j's own models for OpenAI's interface, unmodified.
@Timeout(60)
class ConfidentialHttpClientTest {
  private static final String WHOLE =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"tiny",\
      "choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},\
      "finish_reason":"stop"}],\
      "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\
      """;

  /// The pieces that a handler was told, and how it ended.
  private static final class Told implements StreamingChatResponseHandler {
    final List<String> pieces = new CopyOnWriteArrayList<>();
    final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String piece) {
      pieces.add(piece);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }
  }

  private static OpenAiChatModel chat(ConfidentialModels models) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(new ConfidentialHttpClientBuilder(models))
        .baseUrl("https://somewhere.example/v1")
        .apiKey("sr-1")
        .modelName("tiny")
        .maxRetries(0)
        .build();
  }

  private static Told stream(ConfidentialModels models) {
    Told told = new Told();
    OpenAiStreamingChatModel.builder()
        .httpClientBuilder(new ConfidentialHttpClientBuilder(models))
        .baseUrl("https://somewhere.example/v1")
        .apiKey("sr-1")
        .modelName("tiny")
        .build()
        .chat("Hi", told);
    return told;
  }

  @Test
  void asksTheGatewayAndNobodyElse() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, WHOLE));
        ConfidentialModels models = gateway.models().build()) {
      assertThat(chat(models).chat("Hi")).isEqualTo("Hello");
      ModelScript.Asked asked = gateway.asked().getFirst();
      assertThat(asked.target()).isEqualTo("/v1/chat/completions");
      assertThat(asked.header("authorization")).isEqualTo("Bearer sr-1");
      assertThat(asked.body().asUtf8()).contains("\"Hi\"");
    }
  }

  @Test
  void streamsPieceByPiece() throws Exception {
    List<String> events = ModelScript.completion(List.of("Hel", "lo"));
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.events(events));
        ConfidentialModels models = gateway.models().build()) {
      Told told = stream(models);
      assertThat(told.end.get().aiMessage().text()).isEqualTo("Hello");
      assertThat(told.pieces).containsExactly("Hel", "lo");
    }
  }

  @Test
  void aCutStreamIsAnErrorAndNeverAnAnswer() throws Exception {
    List<String> events = ModelScript.completion(List.of("Hel", "lo"));
    ModelScript cut =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          out.write(ModelScript.chunk(events.getFirst()));
          out.flush();
          throw new IOException("cut");
        };
    for (ModelScript script :
        List.of(cut, ModelScript.events(events.subList(0, events.size() - 1)))) {
      try (ScriptedGateway gateway = new ScriptedGateway(script);
          ConfidentialModels models = gateway.models().build()) {
        Told told = stream(models);
        assertThatThrownBy(told.end::get)
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseInstanceOf(IOException.class)
            .satisfies(
                e -> assertThat(causes(e)).anyMatch(cause -> cause instanceof AnswerCutException));
      }
    }
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new CopyOnWriteArrayList<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  @Test
  void saysThatAGatewayWasntVerified() throws Exception {
    try (ScriptedGateway gateway = ScriptedGateway.debugged(ModelScript.json(200, WHOLE));
        ConfidentialModels models = gateway.models().build()) {
      assertThatThrownBy(() -> chat(models).chat("Hi"))
          .satisfies(e ->
              assertThat(causes(e))
                  .anyMatch(cause -> cause instanceof GatewayNotVerifiedException));
      assertThatThrownBy(stream(models).end::get)
          .satisfies(e ->
              assertThat(causes(e))
                  .anyMatch(cause -> cause instanceof GatewayNotVerifiedException));
      assertThat(gateway.asked()).isEmpty();
    }
  }

  @Test
  void errorsOfTheGatewayAreLangchainsOwn() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(ModelScript.json(429, "{\"error\":{\"message\":\"slower\"}}"));
        ConfidentialModels models = gateway.models().build()) {
      assertThatThrownBy(() -> chat(models).chat("Hi"))
          .isInstanceOf(RateLimitException.class)
          .hasMessageContaining("slower");
      assertThatThrownBy(stream(models).end::get).hasCauseInstanceOf(RateLimitException.class);
    }
  }

  @Test
  void embeds() throws Exception {
    String answer =
        """
        {"object":"list","model":"tiny",\
        "data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]}],\
        "usage":{"prompt_tokens":1,"total_tokens":1}}\
        """;
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, answer));
        ConfidentialModels models = gateway.models().build()) {
      OpenAiEmbeddingModel model =
          OpenAiEmbeddingModel.builder()
              .httpClientBuilder(new ConfidentialHttpClientBuilder(models))
              .baseUrl("https://somewhere.example/v1")
              .apiKey("sr-1")
              .modelName("tiny")
              .maxRetries(0)
              .build();
      assertThat(model.embed("Hi").content().vector()).containsExactly(0.5f, -1.0f);
    }
  }
}

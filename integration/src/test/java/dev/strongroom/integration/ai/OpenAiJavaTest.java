// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// OpenAI's own client of Java, unmodified, in front of `strongroom ai`.
@Timeout(300)
class OpenAiJavaTest {
  private static final int TOKENS = 24;

  @TempDir private Path folder;

  private static OpenAIClient client(AiProcess ai) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(ai.uri().toString())
        .apiKey("any")
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams.Builder asking(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("Hi")
        .maxCompletionTokens(TOKENS)
        // Its own method for that is deprecated.
        .putAdditionalBodyProperty("seed", JsonValue.from(7));
  }

  /// What a user of the client was shown of a stream.
  private record Streamed(String text, int pieces, Optional<CompletionUsage> usage) {}

  /// @param pieces also those that came before the stream failed
  private static Streamed stream(
      OpenAIClient client, ChatCompletionCreateParams asked, List<String> pieces) {
    List<CompletionUsage> usage = new ArrayList<>();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(asked)) {
      stream.stream()
          .forEach(chunk -> {
            chunk.choices().forEach(choice -> choice.delta().content().ifPresent(pieces::add));
            chunk.usage().ifPresent(usage::add);
          });
    }
    return new Streamed(
        String.join("", pieces), pieces.size(), usage.stream().reduce((_, last) -> last));
  }

  @Test
  void chatsStreamsCountsAndEmbeds() throws Exception {
    try (ModelUp up = TinyGateway.start(folder);
        AiProcess ai = AiProcess.start(folder, up.address())) {
      OpenAIClient client = client(ai);
      try {
        assertThat(client.models().list().data()).extracting(Model::id).containsExactly("tiny");
        ChatCompletion whole = client.chat().completions().create(asking("tiny").build());
        String text = whole.choices().getFirst().message().content().orElseThrow();
        assertThat(text).isNotEmpty();
        CompletionUsage usage = whole.usage().orElseThrow();
        assertThat(usage.completionTokens()).isBetween(1L, (long) TOKENS);
        Streamed streamed =
            stream(
                client,
                asking("tiny")
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build(),
                new ArrayList<>());
        assertThat(streamed.text()).as("by the same seed").isEqualTo(text);
        assertThat(streamed.pieces()).isGreaterThan(1);
        assertThat(streamed.usage().orElseThrow().completionTokens())
            .isEqualTo(usage.completionTokens());
        assertThat(streamed.usage().orElseThrow().promptTokens()).isEqualTo(usage.promptTokens());
        embeds(client);
        NotFoundException none =
            catchThrowableOfType(
                NotFoundException.class,
                () -> client.chat().completions().create(asking("other").build()));
        assertThat(none.code()).contains("model-not-found");
      } finally {
        client.close();
      }
    }
  }

  private static void embeds(OpenAIClient client) {
    CreateEmbeddingResponse embedded =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("tiny")
                    .inputOfArrayOfStrings(List.of("one", "two", "one"))
                    .build());
    assertThat(embedded.data()).extracting(Embedding::index).containsExactly(0L, 1L, 2L);
    List<Float> one = embedded.data().getFirst().embedding();
    assertThat(one).hasSize(64);
    assertThat(embedded.data().get(1).embedding()).isNotEqualTo(one);
    assertThat(embedded.data().get(2).embedding()).isEqualTo(one);
    assertThat(embedded.usage().promptTokens()).isPositive();
  }

  @Test
  void showsWhyNothingWasSentAndNoticesWhatIsntWhole() throws Exception {
    try (EnclaveUnderTest gateway = EnclaveUnderTest.start(new ScriptedModels())) {
      Files.writeString(folder.resolve("policy.json"), PolicyText.of(gateway));
      try (AiProcess ai =
          AiProcess.start(
              folder,
              "localhost:" + gateway.uri().getPort(),
              "--policy",
              "policy.json",
              "--identity",
              gateway.policy().identityKey().orElseThrow().hex())) {
        OpenAIClient client = client(ai);
        try {
          noticesWhatIsntWhole(client);
          // The same image, but somebody else's.
          gateway.restartAsAnother();
          int before = ScriptedModels.ASKED.size();
          InternalServerException refused =
              catchThrowableOfType(
                  InternalServerException.class,
                  () -> client.chat().completions().create(asking("tiny").build()));
          assertThat(refused.statusCode()).isEqualTo(502);
          assertThat(refused.code()).contains("gateway-not-verified");
          assertThat(refused)
              .hasMessageContaining("nothing was sent")
              .hasMessageContaining("identity");
          InternalServerException alsoRefused =
              catchThrowableOfType(
                  InternalServerException.class,
                  () -> stream(client, asking("tiny").build(), new ArrayList<>()));
          assertThat(alsoRefused.code()).contains("gateway-not-verified");
          assertThat(ScriptedModels.ASKED).hasSize(before);
        } finally {
          client.close();
        }
      }
    }
  }

  private static void noticesWhatIsntWhole(OpenAIClient client) {
    assertThat(stream(client, asking("tiny").build(), new ArrayList<>()).text())
        .isEqualTo("Hello world");
    for (String model : List.of("cut", "unfinished")) {
      List<String> pieces = new ArrayList<>();
      OpenAIException noticed =
          catchThrowableOfType(
              OpenAIException.class, () -> stream(client, asking(model).build(), pieces));
      assertThat(noticed).as(model).isNotNull();
      assertThat("Hello world").as(model).startsWith(String.join("", pieces));
    }
  }
}

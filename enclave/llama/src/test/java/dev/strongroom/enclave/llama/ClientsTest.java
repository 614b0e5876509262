// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.embedded.EmbeddedBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that other people wrote, unmodified: langchain4j, and OpenAI's own of npm.
@Timeout(300)
class ClientsTest {
  @TempDir private static Path folder;
  private static EmbeddedBackend backend;
  private static PlainServer server;

  @BeforeAll
  static void start() throws Exception {
    backend =
        new EmbeddedBackend(
            "inside",
            List.of("tiny"),
            Tiny.load(folder, 2, 16),
            InstantSource.system(),
            RandomGenerator.of("SplittableRandom"));
    server = new PlainServer(backend);
  }

  @AfterAll
  static void stop() {
    server.close();
    backend.close();
  }

  @Test
  void langchain4jChats() throws Exception {
    ChatResponse whole =
        OpenAiChatModel.builder()
            .baseUrl(server.base())
            .apiKey("none")
            .modelName("tiny")
            .seed(5)
            .maxTokens(60)
            .maxRetries(0)
            .build()
            .chat(List.of(dev.langchain4j.data.message.UserMessage.from("hello")));
    List<String> pieces = new ArrayList<>();
    CompletableFuture<ChatResponse> streamed = new CompletableFuture<>();
    OpenAiStreamingChatModel.builder()
        .baseUrl(server.base())
        .apiKey("none")
        .modelName("tiny")
        .seed(5)
        .maxTokens(60)
        .build()
        .chat(
            "hello",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                pieces.add(piece);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                streamed.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                streamed.completeExceptionally(error);
              }
            });
    ChatResponse response = streamed.get(60, TimeUnit.SECONDS);
    assertThat(whole.aiMessage().text()).isNotEmpty();
    assertThat(response.aiMessage().text()).isEqualTo(whole.aiMessage().text());
    assertThat(String.join("", pieces)).isEqualTo(whole.aiMessage().text());
    assertThat(pieces).hasSizeGreaterThan(5);
    assertThat(response.tokenUsage().outputTokenCount())
        .isEqualTo(whole.tokenUsage().outputTokenCount())
        .isPositive();
    assertThat(response.finishReason())
        .isEqualTo(whole.finishReason())
        .isIn(FinishReason.STOP, FinishReason.LENGTH);
  }

  @Test
  void langchain4jSeesRefusals() {
    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                OpenAiChatModel.builder()
                    .baseUrl(server.base())
                    .apiKey("none")
                    .modelName("tiny")
                    .responseFormat("json_object")
                    .maxRetries(0)
                    .build()
                    .chat("hello"));
    assertThat(refused).hasMessageContaining("response_format");
  }

  @Test
  void langchain4jEmbeds() {
    assertThat(
            OpenAiEmbeddingModel.builder()
                .baseUrl(server.base())
                .apiKey("none")
                .modelName("tiny")
                .maxRetries(0)
                .build()
                .embed("hello")
                .content()
                .dimension())
        .isEqualTo(64);
  }

  @Test
  void openaisOwnClientDoesAll() throws Exception {
    JsonNode said = JsonNode.parse(script());
    assertThat(said.member("whole").text()).isEqualTo(said.member("streamed").text());
    assertThat(said.member("streamedTokens").integer(1, 60))
        .isEqualTo(said.member("tokens").integer(1, 60));
    assertThat(said.member("reason").text())
        .isEqualTo(said.member("tokens").integer(1, 60) == 60 ? "length" : "stop");
    assertThat(said.member("response").text()).isEqualTo(said.member("responseStreamed").text());
    assertThat(said.member("status").text()).isEqualTo("incomplete");
    assertThat(said.member("completion").text()).isNotEmpty();
    assertThat(said.member("width").integer(1, 999)).isEqualTo(64);
    assertThat(said.member("models").value()).isEqualTo(List.of("tiny"));
    assertThat(said.member("refused").value())
        .isEqualTo(List.of(400L, "unsupported_parameter", "n"));
  }

  /// What the script of `src/test/npm` says; an aborted test where Node.js, npm or its registry
  /// aren't.
  private static String script() throws IOException, InterruptedException {
    Path modules = Files.createDirectories(Path.of("target", "npm").toAbsolutePath());
    try (Stream<Path> files = Files.list(Path.of("src", "test", "npm"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, modules.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path out = folder.resolve("out");
    if (run(modules, out, "node", "--version") != 0
        || run(modules, out, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") != 0) {
      String message = "NOT TESTED: OpenAI's client, which takes node, npm and its registry";
      System.err.println(message);
      Assumptions.abort(message);
    }
    int status = run(modules, out, "node", "client.js", server.base());
    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(status).as(said).isZero();
    return said;
  }

  private static int run(Path where, Path out, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(where.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      return process.waitFor(120, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}

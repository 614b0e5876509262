// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The command, a real (simulated) enclave behind it, and unmodified clients in front.
@Timeout(300)
class AiCommandTest {
  private static final List<String> PIECES = List.of("Hel", "lo ", "wor", "ld");

  @TempDir private static Path folder;
  private static EnclaveUnderTest gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = EnclaveUnderTest.start(new ScriptedModels());
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(gateway));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
  }

  private static String address(EnclaveUnderTest enclave) {
    return "localhost:" + enclave.uri().getPort();
  }

  private static AiProcess ai(String... more) throws IOException {
    String[] arguments = new String[3 + more.length];
    arguments[0] = address(gateway);
    arguments[1] = "--policy";
    arguments[2] = "policy.json";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return AiProcess.start(folder, arguments);
  }

  private static void clientsStreamAndNoticeCuts(AiProcess ai) throws Exception {
    try (NpmClients clients = NpmClients.start()) {
      assertThat(clients.ask("models", ai.uri(), "-").pieces()).containsExactly("tiny");
      assertThat(clients.ask("whole", ai.uri(), "tiny").pieces()).containsExactly("Hello");
      for (String kind : List.of("chat", "response", "message")) {
        NpmClients.Answer good = clients.ask(kind, ai.uri(), "tiny");
        assertThat(good.end()).as("%s: %s", kind, good.message()).isEqualTo("complete");
        assertThat(good.pieces()).isEqualTo(PIECES);
        NpmClients.Answer cut = clients.ask(kind, ai.uri(), "cut");
        assertThat(cut.end()).as(kind).isEqualTo("error");
        assertThat(PIECES)
            .startsWith(cut.pieces().toArray(String[]::new))
            .isNotEqualTo(cut.pieces());
        NpmClients.Answer unfinished = clients.ask(kind, ai.uri(), "unfinished");
        assertThat(unfinished.end()).as(kind).isEqualTo("error");
        assertThat(unfinished.pieces()).isEqualTo(PIECES);
        assertThat(unfinished.message()).as(kind).contains("final mark");
        assertThat(unfinished.code()).as(kind).isEqualTo("answer-cut");
      }
      assertThat(clients.ask("whole", ai.uri(), "cut").end()).isEqualTo("error");
    }
  }

  @Test
  void npmsClientsStreamOverTheAttestedChannel() throws Exception {
    try (AiProcess ai = ai("--pad", "pow2")) {
      assertThat(ai.screen()).contains("policy.image", "SIMULATED", "attested-channel");
      clientsStreamAndNoticeCuts(ai);
    }
  }

  @Test
  void npmsClientsStreamByEncryptedMessages() throws Exception {
    try (AiProcess ai = ai("--messages", "--any-certificate")) {
      assertThat(ai.screen()).contains("encrypted-messages");
      clientsStreamAndNoticeCuts(ai);
    }
  }

  @Test
  void langchain4jStreamsWithItsOwnHttpClient() throws Exception {
    try (AiProcess ai = ai()) {
      OpenAiChatModel whole =
          OpenAiChatModel.builder()
              .baseUrl(ai.uri().toString())
              .apiKey("sr-1")
              .modelName("tiny")
              .maxRetries(0)
              .build();
      assertThat(whole.chat("Hi")).isEqualTo("Hello");
      assertThat(stream(ai.uri(), "tiny").get().aiMessage().text()).isEqualTo("Hello world");
      assertThatThrownBy(stream(ai.uri(), "cut")::get).isNotNull();
    }
  }

  private static CompletableFuture<ChatResponse> stream(URI endpoint, String model) {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    OpenAiStreamingChatModel.builder()
        .baseUrl(endpoint.toString())
        .apiKey("sr-1")
        .modelName(model)
        .build()
        .chat(
            "Hi",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {}

              @Override
              public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                end.completeExceptionally(error);
              }
            });
    return end;
  }

  @Test
  void showsClientsWhyAGatewayIsntVerifiedAnyMore() throws Exception {
    try (EnclaveUnderTest changing = EnclaveUnderTest.start(new ScriptedModels());
        NpmClients clients = NpmClients.start()) {
      Files.writeString(folder.resolve("changing.json"), PolicyText.of(changing));
      String identity = changing.policy().identityKey().orElseThrow().hex();
      try (AiProcess ai =
          AiProcess.start(
              folder, address(changing), "--policy", "changing.json", "--identity", identity)) {
        assertThat(clients.ask("whole", ai.uri(), "tiny").pieces()).containsExactly("Hello");
        // The same image, but somebody else's.
        changing.restartAsAnother();
        int before = ScriptedModels.ASKED.size();
        NpmClients.Answer refused = clients.ask("chat", ai.uri(), "tiny");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.code()).isEqualTo("gateway-not-verified");
        assertThat(refused.message()).contains("nothing was sent", "identity");
        assertThat(ScriptedModels.ASKED).hasSize(before);
      }
    }
  }

  @Test
  void tellsWhatWasVerified() throws Exception {
    try (AiProcess ai = ai();
        HttpClient http = HttpClient.newHttpClient()) {
      String account =
          http.send(
                  HttpRequest.newBuilder(URI.create(ai.uri() + "/confidentiality")).build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(account)
          .contains("\"verified\":true", "\"accordingToTheGateway\"", "{\"backends\":[]}");
    }
  }

  @Test
  void keepsReceiptsAndTellsKeysApart() throws Exception {
    Files.writeString(folder.resolve("local.key"), "local-1\n");
    Files.writeString(folder.resolve("gateway.key"), "sr-2\n");
    String asked = "{\"input\":\"canary\"}";
    HttpResponse<String> answer;
    int status;
    try (AiProcess ai =
            ai(
                "--key",
                "local.key",
                "--gateway-key",
                "gateway.key",
                "--receipts",
                "receipts",
                "--receipts-with-content");
        HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(ai.uri() + "/embeddings"))
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofString(asked));
      status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
      request.header("authorization", "Bearer local-1");
      answer = http.send(request.build(), BodyHandlers.ofString());
      // Receipts are fetched behind answers.
      while (only("receipts", ".receipt.json").isEmpty()) {
        Thread.sleep(20);
      }
    }
    assertThat(status).isEqualTo(401);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(ScriptedModels.KEYS).contains("Bearer sr-2").doesNotContain("Bearer local-1");
    assertThat(only("receipts", ".request")).isEqualTo(asked);
    assertThat(only("receipts", ".response")).isEqualTo(answer.body());
    String salt = answer.body().replaceAll("\\{\"salt\":\"(.*)\"\\}", "$1");
    assertThat(salt).hasSize(43);
    assertThat(only("receipts", ".asked.json"))
        .contains("\"salt\":\"" + salt + "\"", "\"id\":\"r-1\"", "\"complete\":true");
    assertThat(only("receipts", ".receipt.json")).isEqualTo("{\"receipt\":\"r-1\"}");
    assertThat(Files.readString(folder.resolve("ai.err"))).doesNotContain("canary");
  }

  /// The only file with such a name; empty if there is none yet.
  private static String only(String in, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(in))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      assertThat(found).hasSizeLessThan(2);
      return found.isEmpty() ? "" : Files.readString(found.getFirst());
    }
  }

  @Test
  void endsIfTheGatewayIsRefusedAtTheStart() throws Exception {
    Path other = folder.resolve("other.json");
    Files.writeString(other, PolicyText.of(gateway).replaceAll("\"pcr0\": \"..", "\"pcr0\": \"00"));
    for (String[] more : new String[][] {{}, {"--messages", "--any-certificate"}}) {
      String[] arguments = new String[3 + more.length];
      arguments[0] = address(gateway);
      arguments[1] = "--policy";
      arguments[2] = "other.json";
      System.arraycopy(more, 0, arguments, 3, more.length);
      int before = ScriptedModels.ASKED.size();
      try (AiProcess ai = AiProcess.start(folder, arguments)) {
        assertThat(ai.screen()).contains("NOT VERIFIED", "policy.image");
        assertThat(ai.process().exitValue()).isEqualTo(1);
      }
      assertThat(ScriptedModels.ASKED).hasSize(before);
    }
  }

  @Test
  void namesWrongUsage() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"--pad", "3k"},
          {"--any-certificate"},
          {"--receipts-with-content"},
          {"--messages", "--fresh"},
          {"--key", "nowhere"}
        }) {
      try (AiProcess ai = ai(wrong)) {
        assertThat(ai.process().exitValue()).as(String.join(" ", wrong)).isEqualTo(2);
      }
    }
    try (AiProcess ai = AiProcess.start(folder, "localhost:1", "--policy", "policy.json")) {
      assertThat(ai.process().exitValue()).isEqualTo(2);
    }
  }
}

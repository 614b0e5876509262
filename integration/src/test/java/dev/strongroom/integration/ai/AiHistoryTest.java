// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Conversations through the command, the channel and a gateway in its enclave, on the host's real
/// store.
@Timeout(300)
class AiHistoryTest {
  private static final List<String> ASKED = new CopyOnWriteArrayList<>();

  @TempDir private static Path folder;
  private static HttpServer model;
  private static EnclaveUnderTest gateway;

  @BeforeAll
  static void start() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    model = HttpServer.create(new InetSocketAddress(loopback, 0), 16);
    model.createContext("/v1/responses", AiHistoryTest::answer);
    model.start();
    gateway =
        EnclaveUnderTest.start(
            new InferenceService(),
            new EnclaveSettings(
                List.of(),
                Map.of(
                    "ledger",
                    "{\"origin\":\"example.com/log\",\"quorum\":0}",
                    "inference",
                    """
                    {"models":[{"name":"tiny","backend":"beside"}],"history":{},
                     "backends":{"beside":{"kind":"loopback","port":%d}}}
                    """
                        .formatted(model.getAddress().getPort()))));
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(gateway));
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    model.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    ASKED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String response =
        "{\"id\":\"resp_%d\",\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"id\":\"msg_%d\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"answer %d\",\"annotations\":[]}]}]}"
            .replace("%d", String.valueOf(ASKED.size()));
    boolean stream = ASKED.getLast().contains("\"stream\":true");
    byte[] body =
        (stream
                ? "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"answer\"}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
                    + response
                    + "}\n\n"
                : response)
            .getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("content-type", stream ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static AiProcess ai(String key, String... more) throws IOException {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "localhost:" + gateway.uri().getPort();
    arguments[1] = "--policy";
    arguments[2] = "policy.json";
    arguments[3] = "--history-key";
    arguments[4] = key;
    System.arraycopy(more, 0, arguments, 5, more.length);
    return AiProcess.start(folder, arguments);
  }

  private static HttpResponse<String> ask(AiProcess ai, String method, String path, String body)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(ai.uri() + path))
              .header("content-type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String whole(AiProcess ai, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = ask(ai, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String turn(String conversation, String input, boolean stream) {
    return "{\"model\":\"tiny\",\"conversation\":\""
        + conversation
        + "\",\"input\":\""
        + input
        + "\",\"stream\":"
        + stream
        + "}";
  }

  @Test
  void aConversationOutlivesEverythingButItsKey() throws Exception {
    String id;
    try (AiProcess ai = ai("mine.key")) {
      assertThat(ai.screen()).contains("mine.key");
      id = JsonNode.parse(whole(ai, "POST", "/conversations", "{}")).member("id").text();
      whole(ai, "POST", "/responses", turn(id, "one", false));
      assertThat(whole(ai, "POST", "/responses", turn(id, "two", true)))
          .contains("response.completed");
      assertThat(ASKED.getLast()).contains("one", "answer", "two");
    }
    assertThat(Files.readString(folder.resolve("mine.key.heads"))).contains(id + "=3.");
    gateway.restart();
    // Another process, over messages this time.
    try (AiProcess ai = ai("mine.key", "--messages", "--any-certificate")) {
      assertThat(whole(ai, "GET", "/conversations/" + id + "/items?order=asc", ""))
          .containsSubsequence("one", "answer", "two", "answer");
    }
    try (AiProcess other = ai("other.key")) {
      assertThat(ask(other, "GET", "/conversations/" + id, "").statusCode()).isEqualTo(404);
    }
    try (AiProcess ai = ai("mine.key")) {
      whole(ai, "DELETE", "/conversations/" + id, "");
      assertThat(ask(ai, "GET", "/conversations/" + id, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void npmsClientKnowsConversations() throws Exception {
    try (AiProcess ai = ai("npm.key");
        NpmClients clients = NpmClients.start()) {
      NpmClients.Answer answer = clients.ask("conversation", ai.uri(), "tiny");
      assertThat(answer.end()).as(answer.message()).isEqualTo("complete");
      assertThat(answer.pieces().getFirst()).isEqualTo("answer");
      assertThat(answer.pieces())
          .containsSubsequence("message user", "message assistant", "deleted");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import static dev.strongroom.integration.ai.LlamaWorld.ASKED;
import static dev.strongroom.integration.ai.LlamaWorld.SCHEMA;
import static dev.strongroom.integration.ai.LlamaWorld.TOOLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes over the wire between a gateway and a real llama-server, and what is left of it.
@Timeout(300)
class LlamaServerWireTest {
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

  private static HttpResponse<String> post(URI uri, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri)
              .header("content-type", "application/json")
              .header("authorization", "Bearer sr-secret")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /// What the client sent is what the server got, byte for byte, and back.
  @Test
  void nothingIsTouchedOnTheWay() throws Exception {
    for (String members :
        List.of(
            "",
            "\"stream\":true,",
            TOOLS,
            TOOLS + "\"stream\":true,",
            SCHEMA,
            "\"grammar\":\"root ::= (\",")) {
      String asked =
          "{ \"model\" : \"tiny\",\"max_tokens\":200, \"unheard_of\": [1.50, null, \"\\u00e4ö\"],"
              + members
              + ASKED;
      int before = world.tap().answered().size();
      HttpResponse<String> answer = post(URI.create(world.uri() + "/chat/completions"), asked);
      assertThat(world.tap().asked()).extracting(Tap.Message::body).contains(asked);
      assertThat(world.tap().answered()).hasSizeGreaterThan(before);
      assertThat(world.tap().answered()).extracting(Tap.Message::body).contains(answer.body());
      assertThat(answer.body()).isNotEmpty();
    }
    assertThat(world.tap().asked())
        .extracting(Tap.Message::head)
        .noneMatch(head -> head.contains("sr-secret"));
  }

  @Test
  void receiptsCountWhatTheServerCounted() throws Exception {
    Bytes salt = Bytes.fromHex("11".repeat(32));
    String asked =
        "{\"model\":\"tiny\",\"max_tokens\":20,\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + ASKED;
    HttpResponse<String> answer =
        world
            .gateway()
            .client()
            .send(
                HttpRequest.newBuilder(world.gateway().uri().resolve("/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .header(
                        "strongroom-receipt",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(salt.toByteArray()))
                    .POST(BodyPublishers.ofString(asked))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String id = answer.headers().firstValue("strongroom-request-id").orElseThrow();
    HttpResponse<String> receipt =
        world
            .gateway()
            .client()
            .send(
                HttpRequest.newBuilder(world.gateway().uri().resolve("/v1/receipts/" + id)).build(),
                BodyHandlers.ofString());
    InferenceStatement said =
        InferenceReceipt.verify(
            Receipt.parse(receipt.body()).entry(),
            salt,
            Bytes.utf8(asked),
            Bytes.utf8(answer.body()));
    assertThat(said.response().complete()).isTrue();
    assertThat(said.backend().kind()).isEqualTo("loopback");
    InferenceStatement.Usage usage = said.usage().orElseThrow();
    assertThat(usage.output()).isEqualTo(20);
    assertThat(answer.body())
        .contains("\"prompt_tokens\":" + usage.input(), "\"completion_tokens\":20");
  }

  @Test
  void aServerThatDiesCutsTheAnswerAndIsOut() throws Exception {
    LlamaServer dying = LlamaServer.start(folder);
    try (dying;
        EnclaveUnderTest own =
            LlamaWorld.gateway(
                "{\"models\":[{\"name\":\"tiny\",\"backend\":\"beside\"}],\"backends\":{\"beside\":{\"kind\":\"loopback\",\"port\":%d}}}"
                    .formatted(dying.port()))) {
      // The JDK's client forgets what came before a failure as soon as it hears of it.
      StringBuilder read = new StringBuilder();
      try (ConfidentialModels models =
              ConfidentialModels.attested(own.appraisal(), own.uri()).build();
          ModelAnswer answer =
              models.send(
                  ModelRequest.json(
                      "/v1/completions",
                      "{\"model\":\"tiny\",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":100000,\"prompt\":\"a\"}"))) {
        assertThat(answer.status()).isEqualTo(200);
        byte[] some = new byte[4096];
        for (int n = answer.body().read(some); n >= 0; n = answer.body().read(some)) {
          if (read.isEmpty()) {
            dying.close();
          }
          read.append(new String(some, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        read.append("cut");
      }
      assertThat(read.toString()).startsWith("data: ");
      assertThat(read.toString()).contains("cut-short").endsWith("cut").doesNotContain("[DONE]");
      HttpResponse<String> refused =
          own.client()
              .send(
                  HttpRequest.newBuilder(own.uri().resolve("/v1/completions"))
                      .header("content-type", "application/json")
                      .POST(BodyPublishers.ofString("{\"model\":\"tiny\",\"prompt\":\"a\"}"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(502);
      assertThat(refused.body()).contains("backend-unreachable");
    }
  }
}

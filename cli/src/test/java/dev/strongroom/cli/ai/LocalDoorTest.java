// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whom the local endpoint answers.
@Timeout(120)
class LocalDoorTest {
  private static final String CHAT = "/chat/completions";

  private final List<String> problems = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | host: evil.example | 403 | foreign-host",
        "POST | host: 127.0.0.1.evil.example | 403 | foreign-host",
        "POST | host: localhost@evil.example | 403 | foreign-host",
        "POST | x: y | 403 | foreign-host",
        "POST | host: localhost~origin: https://evil.example | 403 | foreign-origin",
        "POST | host: localhost~origin: null | 403 | foreign-origin",
        "POST | host: localhost~origin: http://localhost.evil.example | 403 | foreign-origin",
        "POST | host: localhost~sec-fetch-site: cross-site | 403 | foreign-origin",
        "OPTIONS | host: localhost | 405 | method-not-allowed",
        "PUT | host: localhost | 405 | method-not-allowed",
        "TRACE | host: localhost | 405 | method-not-allowed"
      })
  void refusesForeignSitesAndMethodsByName(String method, String headers, int status, String code)
      throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = Endpoint.start(models, problems)) {
      String answer =
          Endpoint.raw(
              local,
              method
                  + " /v1/models HTTP/1.1\r\n"
                  + headers.replace("~", "\r\n")
                  + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 " + status).contains("\"code\":\"" + code + "\"");
      assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow-origin");
      assertThat(gateway.connections()).isZero();
    }
  }

  @Test
  void answersPagesAndProgramsOfThisMachine() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = Endpoint.start(models, problems)) {
      for (String headers :
          List.of(
              "host: localhost:" + local.uri().getPort() + "\r\n",
              "host: 127.0.0.1\r\norigin: http://localhost:3000\r\n",
              "host: [::1]:80\r\n")) {
        assertThat(Endpoint.raw(local, Endpoint.chat(headers))).startsWith("HTTP/1.1 200");
      }
      assertThat(
              Endpoint.raw(
                  local,
                  "HEAD /v1/models HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 405")
          .endsWith("\r\n\r\n");
      assertThat(Endpoint.raw(local, "GET /v1/models HTTP/1.0\r\nhost: localhost\r\n\r\n"))
          .contains("505", "http-version");
      assertThat(
              Endpoint.raw(local, "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
          .contains("404", "not-found");
    }
  }

  @Test
  void wantsItsOwnKeyAndSendsTheGatewaysInItsPlace() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = Endpoint.start(models, problems, "local-1", "sr-2");
        LocalModels without = Endpoint.start(models, problems, "local-1", "")) {
      assertThat(Endpoint.send(Endpoint.post(local, CHAT, "{}")).statusCode()).isEqualTo(401);
      for (String wrong : List.of("Bearer local-2", "Bearer ", "local-1", "Basic local-1")) {
        HttpRequest request =
            HttpRequest.newBuilder(Endpoint.post(local, CHAT, "{}"), (_, _) -> true)
                .header("authorization", wrong)
                .build();
        assertThat(Endpoint.send(request).body()).contains("invalid-key");
      }
      assertThat(gateway.asked()).isEmpty();
      for (LocalModels endpoint : List.of(local, without)) {
        HttpRequest right =
            HttpRequest.newBuilder(Endpoint.post(endpoint, CHAT, "{}"), (_, _) -> true)
                .header("authorization", "Bearer local-1")
                .build();
        assertThat(Endpoint.send(right).statusCode()).isEqualTo(200);
      }
      HttpRequest anthropic =
          HttpRequest.newBuilder(Endpoint.post(local, "/messages", "{}"), (_, _) -> true)
              .header("x-api-key", "local-1")
              .build();
      assertThat(Endpoint.send(anthropic).statusCode()).isEqualTo(200);
      assertThat(gateway.asked())
          .extracting(asked -> asked.header("authorization"))
          .containsExactly("Bearer sr-2", "", "Bearer sr-2");
      assertThat(gateway.asked()).noneMatch(asked -> asked.headers().containsKey("x-api-key"));
    }
  }

  @Test
  void takesLargeRequestsUpToTheLimitAndRefusesMoreByName() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = Endpoint.start(models, problems)) {
      assertThat(
              Endpoint.send(Endpoint.post(local, CHAT, "x".repeat(ModelRequest.MOST))).statusCode())
          .isEqualTo(200);
      assertThat(gateway.asked().getFirst().body().length()).isEqualTo(ModelRequest.MOST);
      HttpResponse<String> refused =
          Endpoint.send(Endpoint.post(local, CHAT, "x".repeat(ModelRequest.MOST + 1)));
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("too-large");
      HttpRequest expecting =
          HttpRequest.newBuilder(Endpoint.post(local, CHAT, "{\"a\":1}"), (_, _) -> true)
              .expectContinue(true)
              .build();
      assertThat(Endpoint.send(expecting).statusCode()).isEqualTo(200);
      assertThat(gateway.asked().getLast().body()).isEqualTo(Bytes.utf8("{\"a\":1}"));
    }
  }
}

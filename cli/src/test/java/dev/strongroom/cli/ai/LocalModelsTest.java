// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedBalancer;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The local endpoint in front of scripted gateways, which are reached over the real attested
/// channel or by real encrypted messages.
@Timeout(120)
class LocalModelsTest {
  private static final String CHAT = "/chat/completions";
  private static final List<String> EVENTS = ModelScript.completion(List.of("Hel", "lo"));

  private final List<String> problems = new CopyOnWriteArrayList<>();

  private LocalModels start(ConfidentialModels models, String key, String gatewayKey)
      throws IOException {
    return LocalModels.start(
        0,
        new LocalModels.Parts(
            models,
            "gateway:443",
            Optional.of(Bytes.fromHex("abcd")),
            new LocalDoor(Optional.of(key).filter(k -> !k.isEmpty()).map(Bytes::utf8)),
            Optional.of(gatewayKey).filter(k -> !k.isEmpty()),
            problems::add));
  }

  private LocalModels start(ConfidentialModels models) throws IOException {
    return start(models, "", "");
  }

  private static HttpRequest post(LocalModels local, String path, String body) {
    return HttpRequest.newBuilder(URI.create(local.uri() + path))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /// What comes back for bytes, until the connection ends.
  private static String raw(LocalModels local, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String chat(String headers) {
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + headers
        + "content-length: 2\r\nconnection: close\r\n\r\n{}";
  }

  @Test
  void passesRequestsAndAnswersOnByteForByte() throws Exception {
    String asked = "{ \"model\":\"tiny\", \"n\":1.50,\n\"tools\":[{\"x\":null}] }";
    String answer = "{\"choices\":[] , \"odd\": 1E3}";
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(201, answer));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      HttpRequest request =
          HttpRequest.newBuilder(post(local, CHAT + "?a=%2F&b", asked), (_, _) -> true)
              .header("authorization", "Bearer sk-1")
              .header("user-agent", "my secret machine")
              .header("x-stainless-os", "Linux")
              .build();
      HttpResponse<String> response = send(request);
      assertThat(response.statusCode()).isEqualTo(201);
      assertThat(response.body()).isEqualTo(answer);
      assertThat(response.headers().firstValue("strongroom-request-id")).contains("r-1");
      ModelScript.Asked sent = gateway.asked().getFirst();
      assertThat(sent.target()).isEqualTo("/v1/chat/completions?a=%2F&b");
      assertThat(sent.body()).isEqualTo(Bytes.utf8(asked));
      assertThat(sent.header("authorization")).isEqualTo("Bearer sk-1");
      assertThat(sent.header("user-agent")).doesNotContain("secret");
      assertThat(sent.headers()).doesNotContainKey("x-stainless-os");
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void saysWhyAGatewayWasntVerifiedAndSendsItNothing() throws Exception {
    try (ScriptedGateway gateway = ScriptedGateway.debugged(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      HttpResponse<String> response = send(post(local, CHAT, "{\"secret\":1}"));
      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body())
          .startsWith("{\"error\":{\"code\":\"gateway-not-verified\",\"message\":\"")
          .contains("evidence-refused", "debug")
          .endsWith(",\"type\":\"confidentiality_error\",\"param\":null}}");
      assertThat(gateway.asked()).isEmpty();
      HttpResponse<String> account =
          send(HttpRequest.newBuilder(URI.create(local.uri() + "/confidentiality")).build());
      assertThat(account.statusCode()).isEqualTo(502);
      assertThat(account.body())
          .contains(
              "gateway-not-verified", "\"verified\":false", "\"accepted\":false", "policy.debug");
      assertThat(problems).hasSize(1).first().asString().doesNotContain("secret");
    }
  }

  @Test
  void saysThatAGatewayCantBeReached() throws Exception {
    ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
    try (ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      gateway.close();
      HttpResponse<String> response = send(post(local, CHAT, "{}"));
      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body()).contains("gateway-unreachable");
    }
  }

  @Test
  void streamsEachEventBeforeTheNextIsThere() throws Exception {
    Semaphore read = new Semaphore(0);
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          for (String event : EVENTS) {
            out.write(ModelScript.chunk(event));
            out.flush();
            read.acquire();
          }
          out.write(ModelScript.lastChunk());
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models);
        HttpClient client = HttpClient.newHttpClient()) {
      InputStream body = client.send(post(local, CHAT, "{}"), BodyHandlers.ofInputStream()).body();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (String event : EVENTS) {
          assertThat(lines.readLine() + "\n\n").isEqualTo(event);
          assertThat(lines.readLine()).isEmpty();
          read.release();
        }
        assertThat(lines.readLine()).isNull();
      }
    }
  }

  @Test
  void aCutStreamEndsWithAnErrorAndWithoutItsLastChunk() throws Exception {
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          out.write(ModelScript.chunk(EVENTS.getFirst()));
          out.write(ModelScript.chunk("data: {\"half"));
          out.flush();
          throw new IOException("cut");
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      String answer = raw(local, chat("host: localhost\r\n"));
      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("ransfer-encoding: chunked");
      assertThat(answer)
          .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"answer-cut\"")
          .doesNotContain("half")
          .doesNotContain("\r\n0\r\n");
      assertThatThrownBy(() -> send(post(local, CHAT, "{}"))).isInstanceOf(IOException.class);
    }
    assertThat(problems).allMatch(problem -> problem.startsWith("answer-cut: "));
  }

  @Test
  void aStreamWithoutItsFinalMarkIsCutToo() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(ModelScript.events(EVENTS.subList(0, EVENTS.size() - 1)));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      String answer = raw(local, chat("host: localhost\r\n"));
      assertThat(answer).contains("event: error").doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void aWholeAnswerThatWasCutIsNeverAShortOne() throws Exception {
    byte[] whole = ModelScript.whole(200, "application/json", "{\"choices\":[]}");
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      for (int missing = 1; missing <= 14; missing++) {
        int length = whole.length - missing;
        gateway.script((_, out) -> {
          out.write(whole, 0, length);
          out.flush();
          throw new IOException("cut");
        });
        String answer = raw(local, chat("host: localhost\r\n"));
        assertThat(answer).doesNotContain("\r\n0\r\n").doesNotContain("event: error");
      }
    }
  }

  @Test
  void anAnswerThatABalancerPutInPlaceIsAnError() throws Exception {
    try (ScriptedBalancer balancer = new ScriptedBalancer();
        ConfidentialModels models = balancer.models().build();
        LocalModels local = start(models)) {
      balancer.answer(new ScriptedBalancer.Answer(200, "text/event-stream", EVENTS));
      assertThat(send(post(local, CHAT, "{}")).body()).isEqualTo(String.join("", EVENTS));
      balancer.meddle(
          (_, out) -> out.write(ModelScript.whole(200, "application/json", "{\"choices\":[]}")));
      HttpResponse<String> plain = send(post(local, CHAT, "{}"));
      assertThat(plain.statusCode()).isEqualTo(502);
      assertThat(plain.body()).contains("answer-not-encrypted").doesNotContain("choices");
      balancer.meddle((honest, out) -> {
        honest[honest.length - 40] ^= 1;
        ScriptedBalancer.pass(honest, out);
      });
      assertThat(raw(local, chat("host: localhost\r\n")))
          .contains("answer-tampered")
          .doesNotContain("\r\n0\r\n");
    }
  }

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
        LocalModels local = start(models)) {
      String answer =
          raw(
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
        LocalModels local = start(models)) {
      for (String headers :
          List.of(
              "host: localhost:" + local.uri().getPort() + "\r\n",
              "host: 127.0.0.1\r\norigin: http://localhost:3000\r\n",
              "host: [::1]:80\r\n")) {
        assertThat(raw(local, chat(headers))).startsWith("HTTP/1.1 200");
      }
      assertThat(
              raw(
                  local,
                  "HEAD /v1/models HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 405")
          .endsWith("\r\n\r\n");
      assertThat(raw(local, "GET /v1/models HTTP/1.0\r\nhost: localhost\r\n\r\n"))
          .contains("505", "http-version");
      assertThat(raw(local, "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"))
          .contains("404", "not-found");
    }
  }

  @Test
  void wantsItsOwnKeyAndSendsTheGatewaysInItsPlace() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models, "local-1", "sr-2");
        LocalModels without = start(models, "local-1", "")) {
      assertThat(send(post(local, CHAT, "{}")).statusCode()).isEqualTo(401);
      for (String wrong : List.of("Bearer local-2", "Bearer ", "local-1", "Basic local-1")) {
        HttpRequest request =
            HttpRequest.newBuilder(post(local, CHAT, "{}"), (_, _) -> true)
                .header("authorization", wrong)
                .build();
        assertThat(send(request).body()).contains("invalid-key");
      }
      assertThat(gateway.asked()).isEmpty();
      for (LocalModels endpoint : List.of(local, without)) {
        HttpRequest right =
            HttpRequest.newBuilder(post(endpoint, CHAT, "{}"), (_, _) -> true)
                .header("authorization", "Bearer local-1")
                .build();
        assertThat(send(right).statusCode()).isEqualTo(200);
      }
      HttpRequest anthropic =
          HttpRequest.newBuilder(post(local, "/messages", "{}"), (_, _) -> true)
              .header("x-api-key", "local-1")
              .build();
      assertThat(send(anthropic).statusCode()).isEqualTo(200);
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
        LocalModels local = start(models)) {
      assertThat(send(post(local, CHAT, "x".repeat(ModelRequest.MOST))).statusCode())
          .isEqualTo(200);
      assertThat(gateway.asked().getFirst().body().length()).isEqualTo(ModelRequest.MOST);
      HttpResponse<String> refused = send(post(local, CHAT, "x".repeat(ModelRequest.MOST + 1)));
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("too-large");
      HttpRequest expecting =
          HttpRequest.newBuilder(post(local, CHAT, "{\"a\":1}"), (_, _) -> true)
              .expectContinue(true)
              .build();
      assertThat(send(expecting).statusCode()).isEqualTo(200);
      assertThat(gateway.asked().getLast().body()).isEqualTo(Bytes.utf8("{\"a\":1}"));
    }
  }

  @Test
  void keepsConnectionsOverAThousandRequests() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"a\":1}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.uri().getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      byte[] request =
          "POST /v1/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}"
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 1000; i++) {
        out.write(request);
        out.flush();
        assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        while (!in.readLine().equals("0")) {
          // The rest of this answer.
        }
        assertThat(in.readLine()).isEmpty();
      }
      assertThat(gateway.asked()).hasSize(1000);
      assertThat(gateway.connections()).isLessThan(4);
    }
  }

  @Test
  void sixtyFourStreamsAtOnceStayApart() throws Exception {
    CountDownLatch all = new CountDownLatch(64);
    ModelScript script =
        (asked, out) -> {
          String mine = String.valueOf(asked.body().asUtf8()).replaceAll("\\D", "");
          out.write(ModelScript.streamHead());
          out.flush();
          all.countDown();
          all.await();
          for (String event : ModelScript.completion(List.of(mine, mine))) {
            out.write(ModelScript.chunk(event));
            out.flush();
          }
          out.write(ModelScript.lastChunk());
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models);
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 100; i < 164; i++) {
        HttpRequest request = post(local, CHAT, "{\"n\":" + i + "}");
        tasks.add(() -> client.send(request, BodyHandlers.ofString()).body());
      }
      List<Future<String>> answers = threads.invokeAll(tasks);
      for (int i = 0; i < 64; i++) {
        String mine = String.valueOf(100 + i);
        assertThat(answers.get(i).get())
            .isEqualTo(String.join("", ModelScript.completion(List.of(mine, mine))));
      }
    }
  }

  @Test
  void aClientThatLeavesStopsTheGateway() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          try {
            while (true) {
              out.write(ModelScript.chunk(EVENTS.getFirst()));
              out.flush();
              Thread.sleep(5);
            }
          } finally {
            stopped.countDown();
          }
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.uri().getPort())) {
        socket
            .getOutputStream()
            .write(chat("host: localhost\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(500)).hasSize(500);
      }
      stopped.await();
    }
  }

  @Test
  void tellsWhatWasVerified() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"backends\":[]}"));
        ConfidentialModels models = gateway.models().build();
        LocalModels local = start(models)) {
      HttpResponse<String> account =
          send(HttpRequest.newBuilder(URI.create(local.uri() + "/confidentiality")).build());
      assertThat(account.statusCode()).isEqualTo(200);
      assertThat(account.body())
          .contains(
              "\"verified\":true",
              "\"gateway\":\"gateway:443\"",
              "\"way\":\"attested-channel\"",
              "\"policySha256\":\"abcd\"",
              "\"remainsTrusted\":[\"SIMULATED",
              "\"answer\":{\"backends\":[]}");
    }
  }
}

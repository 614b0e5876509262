// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.HistoryFile;
import dev.strongroom.client.ai.HistoryHead;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedBalancer;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The local endpoint in front of scripted gateways, which are reached over the real attested
/// channel or by real encrypted messages.
@Timeout(120)
class LocalModelsTest {
  private static final String CHAT = "/chat/completions";
  private static final List<String> EVENTS = ModelScript.completion(List.of("Hel", "lo"));

  @TempDir private Path folder;
  private final List<String> problems = new CopyOnWriteArrayList<>();

  @Test
  void passesRequestsAndAnswersOnByteForByte() throws Exception {
    String asked = "{ \"model\":\"tiny\", \"n\":1.50,\n\"tools\":[{\"x\":null}] }";
    String answer = "{\"choices\":[] , \"odd\": 1E3}";
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(201, answer));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      HttpRequest request =
          HttpRequest.newBuilder(Endpoint.post(local, CHAT + "?a=%2F&b", asked), (_, _) -> true)
              .header("authorization", "Bearer sk-1")
              .header("user-agent", "my secret machine")
              .header("x-stainless-os", "Linux")
              .build();
      HttpResponse<String> response = Endpoint.send(request);
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
  void namesWhatIsWrongWithHistories() throws Exception {
    String id = "conv_" + "a".repeat(32);
    String other =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nstrongroom-history-head: "
            + id
            + "=1."
            + "f".repeat(32)
            + "\r\ncontent-length: 2\r\n\r\n{}";
    try (ScriptedGateway gateway =
            new ScriptedGateway((_, out) -> out.write(other.getBytes(StandardCharsets.US_ASCII)));
        HistoryFile file = HistoryFile.open(folder.resolve("key"), new SecureRandom());
        ConfidentialModels models =
            gateway.modelsOverTheChannel().history(file.key(), file).build();
        LocalModels local = Endpoint.start(models, problems)) {
      StringBuilder named = new StringBuilder();
      for (int i = 0; i <= 32; i++) {
        file.seen(new HistoryHead("resp_" + i, 1, "0".repeat(32)));
        named.append(",\"m").append(i).append("\":\"resp_").append(i).append('"');
      }
      HttpResponse<String> many =
          Endpoint.send(Endpoint.post(local, "/responses", "{\"input\":\"x\"" + named + "}"));
      assertThat(many.statusCode()).isEqualTo(400);
      assertThat(many.body()).contains("\"code\":\"too-many-histories\"", "nothing was sent");
      assertThat(gateway.asked()).isEmpty();
      file.seen(new HistoryHead(id, 1, "0".repeat(32)));
      HttpResponse<String> rolledBack =
          Endpoint.send(Endpoint.post(local, "/conversations/" + id, "{}"));
      assertThat(rolledBack.statusCode()).isEqualTo(502);
      assertThat(rolledBack.body()).contains("\"code\":\"rolled-back\"");
      assertThat(problems).singleElement().asString().startsWith("rolled-back: ");
    }
  }

  @Test
  void saysWhyAGatewayWasntVerifiedAndSendsItNothing() throws Exception {
    try (ScriptedGateway gateway = ScriptedGateway.debugged(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      HttpResponse<String> response = Endpoint.send(Endpoint.post(local, CHAT, "{\"secret\":1}"));
      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body())
          .startsWith("{\"error\":{\"code\":\"gateway-not-verified\",\"message\":\"")
          .contains("evidence-refused", "debug")
          .endsWith(",\"type\":\"confidentiality_error\",\"param\":null}}");
      assertThat(gateway.asked()).isEmpty();
      HttpResponse<String> account =
          Endpoint.send(
              HttpRequest.newBuilder(URI.create(local.uri() + "/confidentiality")).build());
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
    try (ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      gateway.close();
      awaitNobodyAt(gateway.uri().getPort());
      HttpResponse<String> response = Endpoint.send(Endpoint.post(local, CHAT, "{}"));
      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body()).contains("gateway-unreachable");
    }
  }

  /// Who connects while a port is being closed gets as far as the handshake now and then.
  private static void awaitNobodyAt(int port) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.sleep(20);
      } catch (IOException e) {
        return;
      }
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
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems);
        HttpClient client = HttpClient.newHttpClient()) {
      InputStream body =
          client.send(Endpoint.post(local, CHAT, "{}"), BodyHandlers.ofInputStream()).body();
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
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      String answer = Endpoint.raw(local, Endpoint.chat("host: localhost\r\n"));
      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("ransfer-encoding: chunked");
      assertThat(answer)
          .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"answer-cut\"")
          .doesNotContain("half")
          .doesNotContain("\r\n0\r\n");
      assertThatThrownBy(() -> Endpoint.send(Endpoint.post(local, CHAT, "{}")))
          .isInstanceOf(IOException.class);
    }
    assertThat(problems).allMatch(problem -> problem.startsWith("answer-cut: "));
  }

  @Test
  void aStreamWithoutItsFinalMarkIsCutToo() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(ModelScript.events(EVENTS.subList(0, EVENTS.size() - 1)));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      String answer = Endpoint.raw(local, Endpoint.chat("host: localhost\r\n"));
      assertThat(answer).contains("event: error").doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void aWholeAnswerThatWasCutIsNeverAShortOne() throws Exception {
    byte[] whole = ModelScript.whole(200, "application/json", "{\"choices\":[]}");
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      for (int missing = 1; missing <= 14; missing++) {
        int length = whole.length - missing;
        gateway.script((_, out) -> {
          out.write(whole, 0, length);
          out.flush();
          throw new IOException("cut");
        });
        String answer = Endpoint.raw(local, Endpoint.chat("host: localhost\r\n"));
        assertThat(answer).doesNotContain("\r\n0\r\n").doesNotContain("event: error");
      }
    }
  }

  @Test
  void anAnswerThatABalancerPutInPlaceIsAnError() throws Exception {
    try (ScriptedBalancer balancer = new ScriptedBalancer();
        ConfidentialModels models = balancer.models().build();
        LocalModels local = Endpoint.start(models, problems)) {
      balancer.answer(new ScriptedBalancer.Answer(200, "text/event-stream", EVENTS));
      assertThat(Endpoint.send(Endpoint.post(local, CHAT, "{}")).body())
          .isEqualTo(String.join("", EVENTS));
      balancer.meddle(
          (_, out) -> out.write(ModelScript.whole(200, "application/json", "{\"choices\":[]}")));
      HttpResponse<String> plain = Endpoint.send(Endpoint.post(local, CHAT, "{}"));
      assertThat(plain.statusCode()).isEqualTo(502);
      assertThat(plain.body()).contains("answer-not-encrypted").doesNotContain("choices");
      balancer.meddle((honest, out) -> {
        honest[honest.length - 40] ^= 1;
        ScriptedBalancer.pass(honest, out);
      });
      assertThat(Endpoint.raw(local, Endpoint.chat("host: localhost\r\n")))
          .contains("answer-tampered")
          .doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void keepsConnectionsOverAThousandRequests() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"a\":1}"));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems);
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
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems);
        HttpClient client = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 100; i < 164; i++) {
        HttpRequest request = Endpoint.post(local, CHAT, "{\"n\":" + i + "}");
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
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.uri().getPort())) {
        socket
            .getOutputStream()
            .write(Endpoint.chat("host: localhost\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(500)).hasSize(500);
      }
      stopped.await();
    }
  }

  /// Also those that wait for a gateway which says nothing.
  @Test
  void closingCutsAnswersUnderWay() throws Exception {
    ModelScript silent =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          out.write(ModelScript.chunk(EVENTS.getFirst()));
          out.flush();
          new CountDownLatch(1).await();
        };
    try (ScriptedGateway gateway = new ScriptedGateway(silent)) {
      for (ConfidentialModels.Builder way :
          List.of(gateway.models(), gateway.modelsOverTheChannel())) {
        try (ConfidentialModels models = way.build();
            Socket socket = new Socket()) {
          try (LocalModels local = Endpoint.start(models, problems)) {
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), local.uri().getPort()));
            socket
                .getOutputStream()
                .write(Endpoint.chat("host: localhost\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
          }
          String rest =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
          assertThat(rest).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        }
      }
    }
  }

  @Test
  void tellsWhatWasVerified() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"backends\":[]}"));
        ConfidentialModels models = gateway.modelsOverTheChannel().build();
        LocalModels local = Endpoint.start(models, problems)) {
      HttpResponse<String> account =
          Endpoint.send(
              HttpRequest.newBuilder(URI.create(local.uri() + "/confidentiality")).build());
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client of models against scripted gateways behind the real attested channel.
@Timeout(120)
class ConfidentialModelsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String ASKED = "{\"model\":\"tiny\",\"messages\":[],\"x\": 1.50}";
  private static final List<String> EVENTS = ModelScript.completion(List.of("Hel", "lo"));

  private static String read(ModelAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The way of carrying that is tested.
  ConfidentialModels.Builder models(ScriptedGateway gateway) {
    return gateway.models();
  }

  private ModelAnswer ask(ScriptedGateway gateway) throws Exception {
    return models(gateway).build().send(ModelRequest.json(CHAT, ASKED));
  }

  @Test
  void passesRequestsAndAnswersOnByteForByte() throws Exception {
    String json = "{\"choices\": [],\n \"odd\": 1e3}";
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(429, json))) {
      ModelAnswer answer = ask(gateway);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.streaming()).isFalse();
      assertThat(answer.by().verified().verdict().accepted()).isTrue();
      assertThat(read(answer)).isEqualTo(json);
      ModelScript.Asked asked = gateway.asked().getFirst();
      assertThat(asked.target()).isEqualTo(CHAT);
      assertThat(asked.body()).isEqualTo(Bytes.utf8(ASKED));
      assertThat(asked.header("content-type")).isEqualTo("application/json");
      assertThat(asked.headers()).doesNotContainKey("strongroom-receipt");
    }
  }

  @Test
  void sendsNothingToAGatewayThatIsntVerified() throws Exception {
    ModelScript script = ModelScript.json(200, "{}");
    try (ScriptedGateway debugged = ScriptedGateway.debugged(script);
        ScriptedGateway stranger = ScriptedGateway.ofAnotherVendor(script)) {
      for (ScriptedGateway gateway : List.of(debugged, stranger)) {
        assertThatThrownBy(() -> ask(gateway))
            .isInstanceOfSatisfying(
                GatewayNotVerifiedException.class,
                e -> {
                  assertThat(e.code()).isEqualTo("evidence-refused");
                  assertThat(e.verdict().orElseThrow().accepted()).isFalse();
                  assertThat(ModelError.of(e).code()).isEqualTo("gateway-not-verified");
                });
        assertThat(gateway.connections()).isEqualTo(1);
        assertThat(gateway.asked()).isEmpty();
      }
    }
  }

  @Test
  void streamsEachEventBeforeTheNextIsThere() throws Exception {
    CountDownLatch firstWasRead = new CountDownLatch(1);
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          out.write(ModelScript.chunk(EVENTS.getFirst()));
          out.flush();
          firstWasRead.await();
          for (String event : EVENTS.subList(1, EVENTS.size())) {
            out.write(ModelScript.chunk(event));
          }
          out.write(ModelScript.lastChunk());
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ModelAnswer answer = ask(gateway)) {
      byte[] first = answer.body().readNBytes(EVENTS.getFirst().length());
      assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(EVENTS.getFirst());
      firstWasRead.countDown();
      assertThat(read(answer)).isEqualTo(String.join("", EVENTS.subList(1, EVENTS.size())));
    }
  }

  /// Wherever a stream is cut, what was read is whole events, and then an error.
  @Test
  void noCutGoesUnnoticedWhereverItIs() throws Exception {
    byte[] stream = ModelScript.streamed(List.of("data: {}\n\n", "data: [DONE]\n\n"));
    byte[] whole = ModelScript.whole(200, "application/json", "{\"choices\":[]}");
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"))) {
      for (byte[] answer : List.of(stream, whole)) {
        int body = new String(answer, StandardCharsets.US_ASCII).indexOf("\r\n\r\n");
        for (int length = 0; length < answer.length; length += length < body ? 20 : 1) {
          byte[] cut = Arrays.copyOf(answer, length);
          gateway.script((_, out) -> {
            out.write(cut);
            out.flush();
            throw new IOException("cut");
          });
          ByteArrayReading reading = new ByteArrayReading();
          assertThatThrownBy(() -> reading.all(ask(gateway)))
              .as("cut after %s of %s bytes", length, answer.length)
              .isInstanceOf(IOException.class);
          String text = reading.text();
          assertThat(text.isEmpty() || text.endsWith("\n\n") || text.startsWith("{"))
              .as("half an event: %s", text)
              .isTrue();
        }
      }
    }
  }

  /// Reads all that can be read before an exception.
  private static final class ByteArrayReading {
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    void all(ModelAnswer answer) throws IOException {
      try (answer;
          InputStream body = answer.body()) {
        byte[] part = new byte[64];
        for (int n = body.read(part); n >= 0; n = body.read(part)) {
          read.write(part, 0, n);
        }
      }
    }

    String text() {
      return read.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void aStreamWithoutItsFinalMarkIsCutEvenIfHttpIsContent() throws Exception {
    try (ScriptedGateway gateway =
        new ScriptedGateway(ModelScript.events(EVENTS.subList(0, EVENTS.size() - 1)))) {
      ByteArrayReading reading = new ByteArrayReading();
      assertThatThrownBy(() -> reading.all(ask(gateway)))
          .isInstanceOf(AnswerCutException.class)
          .hasMessageContaining("[DONE]");
      assertThat(reading.text()).isEqualTo(String.join("", EVENTS.subList(0, EVENTS.size() - 1)));
    }
  }

  @Test
  void anAnswerThatOnlyTheConnectionEndsIsRefused() throws Exception {
    ModelScript script =
        (_, out) -> {
          out.write(
              ModelScript.ascii(
                  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"choices\":[]}"));
          out.flush();
          throw new IOException("the end");
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script)) {
      assertThatThrownBy(() -> ask(gateway))
          .isInstanceOfSatisfying(
              AnswerRefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.ENDLESS));
    }
  }

  @Test
  void anAnswerInAContentCodingIsRefused() throws Exception {
    ModelScript script =
        (_, out) ->
            out.write(
                ModelScript.ascii(
                    "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}"));
    try (ScriptedGateway gateway = new ScriptedGateway(script)) {
      assertThatThrownBy(() -> ask(gateway))
          .isInstanceOfSatisfying(
              AnswerRefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.ENCODED));
    }
  }

  @Test
  void readsWhatDripsInByteByByte() throws Exception {
    byte[] all = ModelScript.streamed(EVENTS);
    try (ScriptedGateway gateway =
        new ScriptedGateway((_, out) -> {
          for (byte b : all) {
            out.write(b);
            out.flush();
          }
        })) {
      assertThat(read(ask(gateway))).isEqualTo(String.join("", EVENTS));
    }
  }

  @Test
  void givesUpAnAnswerThatFallsSilent() throws Exception {
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          out.write(ModelScript.chunk(EVENTS.getFirst()));
          out.flush();
          new CountDownLatch(1).await();
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models =
            models(gateway)
                .patience(new Patience(Duration.ofSeconds(20), Duration.ofMillis(300)))
                .build()) {
      ByteArrayReading reading = new ByteArrayReading();
      assertThatThrownBy(() -> reading.all(models.send(ModelRequest.json(CHAT, ASKED))))
          .isInstanceOf(AnswerCutException.class)
          .hasMessageContaining("nothing came");
      assertThat(reading.text()).isEqualTo(EVENTS.getFirst());
    }
  }

  /// So a version of the JDK whose time limits cover bodies would cut long answers.
  @Test
  void timeToThinkEndsWithTheFirstByte() throws Exception {
    ModelScript script =
        (_, out) -> {
          out.write(ModelScript.streamHead());
          for (String event : EVENTS) {
            out.write(ModelScript.chunk(event));
            out.flush();
            Thread.sleep(900);
          }
          out.write(ModelScript.lastChunk());
        };
    Patience patience = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20));
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = models(gateway).patience(patience).build()) {
      assertThat(read(ask(gateway))).isEqualTo("{}");
      gateway.script(script);
      assertThat(read(models.send(ModelRequest.json(CHAT, ASKED))))
          .isEqualTo(String.join("", EVENTS));
      gateway.script((_, _) -> new CountDownLatch(1).await());
      assertThatThrownBy(() -> models.send(ModelRequest.json(CHAT, ASKED)))
          .isInstanceOf(HttpTimeoutException.class)
          .satisfies(
              e -> assertThat(ModelError.of((IOException) e).code()).isEqualTo("gateway-silent"));
    }
  }

  @Test
  void aThousandRequestsUseFewConnections() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"a\":[]}"));
        ConfidentialModels models = models(gateway).build()) {
      for (int i = 0; i < 1000; i++) {
        assertThat(read(models.send(ModelRequest.json(CHAT, "{\"n\":" + i + "}"))))
            .isEqualTo("{\"a\":[]}");
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
          for (String event : ModelScript.completion(List.of(mine, mine, mine))) {
            out.write(ModelScript.chunk(event));
            out.flush();
          }
          out.write(ModelScript.lastChunk());
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script);
        ConfidentialModels models = models(gateway).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 100; i < 164; i++) {
        String body = "{\"n\":" + i + "}";
        tasks.add(() -> read(models.send(ModelRequest.json(CHAT, body))));
      }
      List<Future<String>> answers = threads.invokeAll(tasks);
      for (int i = 0; i < 64; i++) {
        String mine = String.valueOf(100 + i);
        assertThat(answers.get(i).get())
            .isEqualTo(String.join("", ModelScript.completion(List.of(mine, mine, mine))));
      }
    }
  }

  @Test
  void aLongStreamOutlivesTheVerificationOfNewConnections() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(ScriptedGateway.NOW);
    CountDownLatch later = new CountDownLatch(1);
    try (ScriptedGateway gateway =
            ScriptedGateway.timed(
                (asked, out) -> {
                  if (asked.method().equals("GET")) {
                    out.write(ModelScript.whole(200, "application/json", "{\"data\":[]}"));
                    return;
                  }
                  out.write(ModelScript.streamHead());
                  out.write(ModelScript.chunk(EVENTS.getFirst()));
                  out.flush();
                  later.await();
                  for (String event : EVENTS.subList(1, EVENTS.size())) {
                    out.write(ModelScript.chunk(event));
                  }
                  out.write(ModelScript.lastChunk());
                },
                now::get);
        ConfidentialModels models = models(gateway).build();
        ModelAnswer stream = models.send(ModelRequest.json(CHAT, ASKED))) {
      int before = gateway.connections();
      now.updateAndGet(t -> t.plusSeconds(121));
      ModelAnswer other = models.send(ModelRequest.get("/v1/models"));
      assertThat(read(other)).isEqualTo("{\"data\":[]}");
      assertThat(other.by().goodUntil()).isAfter(stream.by().goodUntil());
      assertThat(gateway.connections()).isEqualTo(before + 1);
      later.countDown();
      assertThat(read(stream)).isEqualTo(String.join("", EVENTS));
    }
  }

  @Test
  void saysWhatWasVerifiedAndWhatIsLeftToTrust() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(ModelScript.json(200, "{\"backends\":[{\"name\":\"x\"}]}"));
        ConfidentialModels models = models(gateway).build()) {
      Confidentiality found = models.confidentiality();
      assertThat(gateway.asked().getFirst().target()).isEqualTo("/v1/confidentiality");
      assertThat(found.remainsTrusted().getFirst()).startsWith("SIMULATED");
      assertThat(found.json("gateway:1", Optional.of(Bytes.fromHex("0a0b"))))
          .contains(
              "\"verified\":true",
              "\"policySha256\":\"0a0b\"",
              "\"accepted\":true",
              "\"name\":\"path.root\"",
              "\"accordingToTheGateway\":{\"status\":200,\"answer\":{\"backends\":[{\"name\":\"x\"}]}}");
      gateway.script(ModelScript.json(404, "{}"));
      assertThat(models.confidentiality().json("g:1", Optional.empty()))
          .endsWith("\"accordingToTheGateway\":{\"status\":404}}");
    }
  }
}

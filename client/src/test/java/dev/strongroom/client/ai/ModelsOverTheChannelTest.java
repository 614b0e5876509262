// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that holds for an HTTP client over the attested channel, for connections of its own.
class ModelsOverTheChannelTest extends ConfidentialModelsTest {
  private static final ModelRequest ASKED = ModelRequest.json("/v1/embeddings", "{}");

  @Override
  ConfidentialModels.Builder models(ScriptedGateway gateway) {
    return gateway.modelsOverTheChannel();
  }

  private static String read(ConfidentialModels models) throws Exception {
    try (ModelAnswer answer = models.send(ASKED)) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ModelScript ascii(String answer) {
    return (_, out) -> out.write(ModelScript.ascii(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\ncontent-length: 2\n\n{}",
        "HTTP/1.1 600 OK\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n content-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\n{}"
      })
  void refusesWhatMightBeReadInTwoWays(String answer) throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ascii(answer));
        ConfidentialModels models = models(gateway).build()) {
      assertThatThrownBy(() -> read(models)).isInstanceOf(IOException.class);
      gateway.script(ModelScript.json(200, "[]"));
      assertThat(read(models)).isEqualTo("[]");
      assertThat(gateway.connections()).isEqualTo(2);
    }
  }

  /// Mutations of a proper answer: an answer, or an exception that a caller expects.
  @Test
  void throwsNothingElse() throws Exception {
    byte[] proper = ModelScript.streamed(List.of("data: {}\n\n", "data: [DONE]\n\n"));
    Random random = new Random(3);
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"))) {
      for (int i = 0; i < 300; i++) {
        byte[] bytes = proper.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        gateway.script((_, out) -> {
          out.write(bytes);
          out.flush();
          throw new IOException("the end");
        });
        try (ConfidentialModels models = models(gateway).build()) {
          read(models);
        } catch (IOException e) {
          assertThat(ModelError.of(e).code()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void passesInterimAnswersOver() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(
                ascii(
                    "HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                        + "content-length: 2\r\n\r\n{}"));
        ConfidentialModels models = models(gateway).build()) {
      assertThat(read(models)).isEqualTo("{}");
      gateway.script(ascii("HTTP/1.1 100 Continue\r\n\r\n".repeat(10)));
      assertThatThrownBy(() -> read(models)).isInstanceOf(IOException.class);
    }
  }

  /// What the gateway says behind an answer is nobody's answer.
  @Test
  void usesNoConnectionOnWhichSomethingCameUnasked() throws Exception {
    try (ScriptedGateway gateway =
            new ScriptedGateway(
                ascii(
                    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n"
                        + "content-length: 6\r\n\r\n\"evil\""));
        ConfidentialModels models = models(gateway).build()) {
      assertThat(read(models)).isEqualTo("{}");
      assertThat(read(models)).isEqualTo("{}");
      assertThat(gateway.connections()).isEqualTo(2);
    }
  }

  @Test
  void usesNoConnectionThatIsAboutToBeTooOld() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(ScriptedGateway.NOW);
    try (ScriptedGateway gateway = ScriptedGateway.timed(ModelScript.json(200, "{}"), now::get);
        ConfidentialModels models = models(gateway).build()) {
      read(models);
      now.set(ScriptedGateway.NOW.plusSeconds(19));
      read(models);
      assertThat(gateway.connections()).isEqualTo(1);
      // Idle for too long.
      now.set(ScriptedGateway.NOW.plusSeconds(40));
      read(models);
      assertThat(gateway.connections()).isEqualTo(2);
      for (int seconds = 50; seconds < 160; seconds += 10) {
        now.set(ScriptedGateway.NOW.plusSeconds(seconds));
        read(models);
      }
      // Two minutes after the second was verified, less a tenth.
      assertThat(gateway.connections()).isEqualTo(3);
    }
  }

  @Test
  void closesWhatIsntReadToItsEnd() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"a\":1}"));
        ConfidentialModels models = models(gateway).build()) {
      try (ModelAnswer answer = models.send(ASKED)) {
        assertThat(answer.body().read()).isEqualTo('{');
      }
      assertThat(read(models)).isEqualTo("{\"a\":1}");
      assertThat(gateway.connections()).isEqualTo(2);
    }
  }

  @Test
  void sendsNoFieldsThatFrameRequests() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = models(gateway).build()) {
      for (String name : List.of("host", "content-length", "transfer-encoding", "connection")) {
        assertThatThrownBy(() ->
                models.send(
                    new ModelRequest("POST", "/v1/x", List.of(new Field(name, "1")), Bytes.EMPTY)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(gateway.connections()).isZero();
    }
  }

  @Test
  void canBeInterruptedWhileItWaits() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedGateway gateway =
            new ScriptedGateway((_, _) -> {
              asked.countDown();
              new CountDownLatch(1).await();
            });
        ConfidentialModels models = models(gateway).build()) {
      for (boolean virtual : new boolean[] {true, false}) {
        FutureTask<Boolean> interrupted =
            new FutureTask<>(() -> {
              try {
                models.send(ASKED);
                return false;
              } catch (InterruptedException e) {
                return true;
              }
            });
        Thread thread =
            virtual
                ? Thread.ofVirtual().start(interrupted)
                : Thread.ofPlatform().start(interrupted);
        asked.await();
        thread.interrupt();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).as("virtual: %s", virtual).isTrue();
      }
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
    gateway.close();
    try (ConfidentialModels models = models(gateway).build()) {
      assertThatThrownBy(() -> read(models)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void takesLongAnswers() throws Exception {
    byte[] long_ = new byte[3 << 20];
    Arrays.fill(long_, (byte) 'x');
    String text = new String(long_, StandardCharsets.US_ASCII);
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, text));
        ConfidentialModels models = models(gateway).build()) {
      assertThat(read(models)).isEqualTo(text);
      assertThat(read(models)).isEqualTo(text);
      assertThat(gateway.connections()).isEqualTo(1);
    }
  }
}

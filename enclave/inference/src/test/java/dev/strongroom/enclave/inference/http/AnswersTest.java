// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.runtime.answer.MalformedAnswerException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of back ends, each as the bytes of one connection.
class AnswersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
  private static final BackendCall CALL =
      new BackendCall("POST", "/v1/x", "application/json", Bytes.utf8("{}"));
  private static final String SIZED =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
  private static final String CHUNKED =
      """
      HTTP/1.1 200 OK\r
      content-type: text/event-stream\r
      transfer-encoding: chunked\r
      \r
      5\r
      data:\r
      00a;x=y\r
       1

      data: \r
      8\r
      [DONE]

      \r
      0\r
      Trailer: x\r
      \r
      """;

  /// Connections that say what they are told to, one after another.
  private static final class Told {
    private final Deque<String> answers = new ArrayDeque<>();
    private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private int dialled;
    private int closed;
    private boolean broken;
    private Duration betweenReadings = Duration.ZERO;
    private final Connections connections =
        new Connections(
            this::dial, "127.0.0.1:1", () -> now.getAndUpdate(it -> it.plus(betweenReadings)), 2);

    private Told(String... each) {
      answers.addAll(List.of(each));
    }

    private Carrier dial() throws IOException {
      dialled++;
      if (answers.isEmpty()) {
        throw new IOException("nobody there");
      }
      InputStream in =
          new FilterInputStream(
              new ByteArrayInputStream(answers.poll().getBytes(StandardCharsets.ISO_8859_1))) {
            // What comes unasked would show otherwise: everything is there from the start.
            @Override
            public int available() throws IOException {
              if (broken) {
                throw new IOException("broken");
              }
              return 0;
            }

            // One answer at a time, as over a network.
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              return super.read(bytes, offset, Math.min(1, length));
            }
          };
      return new Carrier(in, asked, () -> closed++, NOW.plusSeconds(100), Optional.empty());
    }

    private String body() throws Exception {
      try (BackendAnswer answer = connections.send(CALL)) {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void readsWhatEndsProperly() throws Exception {
    Told told = new Told(SIZED, CHUNKED);
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    assertThat(told.asked.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1:1\r\naccept-encoding: identity\r\n"
                + "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
    told.now.set(NOW.plusSeconds(5));
    assertThat(told.body()).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
    assertThat(told.dialled).isEqualTo(2);
  }

  @Test
  void passesInterimAnswersOver() throws Exception {
    assertThat(new Told("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + SIZED).body())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void waitsForNoEndOfInterimAnswers() {
    Told told = new Told("HTTP/1.1 100 Continue\r\n\r\n".repeat(5) + SIZED);
    assertThatExceptionOfType(BackendException.class).isThrownBy(told::body);
  }

  @ParameterizedTest
  @ValueSource(strings = {SIZED, CHUNKED})
  void noticesEveryCut(String answer) {
    for (int cut = 0; cut < answer.length(); cut++) {
      Told told = new Told(answer.substring(0, cut));
      assertThatExceptionOfType(Exception.class)
          .as("cut at %d", cut)
          .isThrownBy(told::body)
          .isInstanceOfAny(BackendException.class, MalformedAnswerException.class);
      assertThat(told.closed).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 099 x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 20 x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\n\r\nuntil the end",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\n folded\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nA: \0\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "SSH-2.0-x\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n"
      })
  void refusesOtherAnswers(String answer) {
    Told told = new Told(answer);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(told::body)
        .isInstanceOfAny(BackendException.class, MalformedAnswerException.class);
    assertThat(told.closed).isEqualTo(1);
  }

  @Test
  void limitsHeads() {
    for (String head :
        new String[] {
          "a: " + "x".repeat(9000) + "\r\n",
          "a: b\r\n".repeat(101),
          ("a: " + "x".repeat(8000) + "\r\n").repeat(5)
        }) {
      Told told = new Told("HTTP/1.1 200 OK\r\n" + head + "Content-Length: 0\r\n\r\n");
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(told::body)
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE));
    }
    Told trailers =
        new Told(CHUNKED.replace("Trailer: x\r\n", ("T: " + "x".repeat(8000) + "\r\n").repeat(3)));
    assertThatExceptionOfType(MalformedAnswerException.class).isThrownBy(trailers::body);
  }

  /// Mutations of proper answers: an answer, or a refusal, and nothing else is thrown.
  @Test
  void throwsNothingElse() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = (i % 2 == 0 ? SIZED : CHUNKED).getBytes(StandardCharsets.ISO_8859_1);
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      byte[] cut = Arrays.copyOf(bytes, bytes.length - (i % 3 == 0 ? random.nextInt(40) : 0));
      Told told = new Told(new String(cut, StandardCharsets.ISO_8859_1));
      try {
        told.body();
      } catch (BackendException | MalformedAnswerException e) {
        assertThat(told.closed).isEqualTo(1);
      }
    }
  }

  @Test
  void usesConnectionsAgainWhileTheyAreYoung() throws Exception {
    Told told = new Told(SIZED + SIZED, SIZED, SIZED);
    told.body();
    told.body();
    assertThat(told.dialled).isEqualTo(1);
    // The back end closed it meanwhile: a new one is made.
    told.body();
    assertThat(told.dialled).isEqualTo(2);
    told.now.set(NOW.plusSeconds(5));
    told.body();
    assertThat(told.dialled).isEqualTo(3);
  }

  /// A process that was stopped between two readings of the clock.
  @Test
  void theClockMayGoOnByAnyTime() throws Exception {
    Told told = new Told(SIZED, SIZED, SIZED);
    told.betweenReadings = Duration.ofSeconds(5);
    for (int i = 0; i < 3; i++) {
      assertThat(told.body()).isEqualTo("{\"a\":1}");
    }
    assertThat(told.dialled).isEqualTo(3);
    told.connections.close();
    assertThat(told.closed).isEqualTo(3);
  }

  @Test
  void makesAnotherWhereAnIdleOneBroke() throws Exception {
    Told told = new Told(SIZED + SIZED, SIZED);
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    told.broken = true;
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    assertThat(told.dialled).isEqualTo(2);
    assertThat(told.closed).isEqualTo(1);
  }

  @Test
  void usesNoneThatIsTooOld() throws Exception {
    Told told = new Told(SIZED + SIZED, SIZED);
    told.now.set(NOW.plusSeconds(98));
    told.body();
    told.now.set(NOW.plusSeconds(100));
    told.body();
    assertThat(told.dialled).isEqualTo(2);
  }

  @Test
  void takesNoMoreThanItCan() throws Exception {
    Told told = new Told(SIZED, SIZED, SIZED, SIZED);
    BackendAnswer first = told.connections.send(CALL);
    BackendAnswer second = told.connections.send(CALL);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> told.connections.send(CALL))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BUSY));
    // One that isn't read to its end isn't used again.
    first.close();
    assertThat(told.closed).isEqualTo(1);
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    second.close();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> second.body().read());
    told.now.set(NOW.plus(Duration.ofSeconds(9)));
    assertThat(told.body()).isEqualTo("{\"a\":1}");
    told.connections.close();
    assertThat(told.closed).isEqualTo(4);
  }
}

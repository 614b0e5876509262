// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Over real sockets.
class LoopbackBackendTest {
  private static final BackendCall CALL =
      new BackendCall("POST", "/v1/completions", "application/json", Bytes.utf8("{\"a\":\"ä\"}"));

  private static LoopbackBackend backend(ModelServer server, Duration patience) {
    return new LoopbackBackend("b", server.port(), patience, 64, InstantSource.system());
  }

  private static String body(BackendAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void asksAndKeepsTheConnection() throws Exception {
    try (ModelServer server = new ModelServer(ModelServer.says(ModelServer.json("{}")));
        LoopbackBackend backend = backend(server, Duration.ofSeconds(5))) {
      for (int i = 0; i < 50; i++) {
        BackendAnswer answer = backend.send(CALL);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(body(answer)).isEqualTo("{}");
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.asked()).allMatch(one -> one.endsWith("\r\n\r\n{\"a\":\"ä\"}"));
    }
  }

  /// The first event is there while the back end hasn't decided on the second.
  @Test
  void streamsAsItComes() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (ModelServer server =
            new ModelServer((_, out) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"
                      .getBytes(StandardCharsets.UTF_8));
              out.flush();
              try {
                seen.await();
              } catch (InterruptedException e) {
                return false;
              }
              out.write("3\r\ntwo\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
              return true;
            });
        LoopbackBackend backend = backend(server, Duration.ofSeconds(5));
        BackendAnswer answer = backend.send(CALL)) {
      assertThat(answer.body().readNBytes(3)).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
      assertThat(answer.body().available()).isZero();
      seen.countDown();
      assertThat(body(answer)).isEqualTo("two");
    }
  }

  @Test
  void makesANewConnectionForOneThatWasClosed() throws Exception {
    try (ModelServer server =
            new ModelServer((_, out) -> {
              out.write(ModelServer.json("{}").getBytes(StandardCharsets.UTF_8));
              return false;
            });
        LoopbackBackend backend = backend(server, Duration.ofSeconds(5))) {
      for (int i = 0; i < 20; i++) {
        assertThat(body(backend.send(CALL))).isEqualTo("{}");
      }
      assertThat(server.connections()).isEqualTo(20);
      assertThat(server.asked()).hasSize(20);
    }
  }

  @Test
  void namesWhatGoesWrong() throws Exception {
    try (ModelServer server = new ModelServer((_, _) -> false);
        LoopbackBackend backend = backend(server, Duration.ofSeconds(5))) {
      backend.check();
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.send(CALL))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNREACHABLE));
    }
    // A port that is taken, and where nobody listens.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      try (LoopbackBackend nobody =
          new LoopbackBackend(
              "b", taken.getLocalPort(), Duration.ofSeconds(5), 64, InstantSource.system())) {
        assertThatExceptionOfType(BackendException.class).isThrownBy(nobody::check);
        assertThatExceptionOfType(BackendException.class).isThrownBy(() -> nobody.send(CALL));
      }
    }
  }

  @Test
  void waitsOnlySoLong() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    ModelServer.Answering silent =
        (_, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab".getBytes(StandardCharsets.UTF_8));
          out.flush();
          return await(over);
        };
    try (ModelServer server = new ModelServer((_, _) -> await(over));
        LoopbackBackend backend = backend(server, Duration.ofMillis(200))) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.send(CALL))
          .withMessageContaining("silent");
      server.does(silent);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> body(backend.send(CALL)));
    } finally {
      over.countDown();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}

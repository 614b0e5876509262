// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Services that are broken, busy or hostile.
@Timeout(30)
class WebTest {
  private static final int LIMIT = 10_000;

  private final PlayedService service = new PlayedService();
  private final Samples.Pauses pauses = new Samples.Pauses();
  private final Web web = new Web(Samples.patience(pauses), () -> Samples.NOW);

  @AfterEach
  void close() {
    web.close();
    service.close();
  }

  @Test
  void takesWhatFitsExactly() throws Exception {
    service.on("/a", Bytes.zeros(LIMIT));
    assertThat(web.ask(question("/a")).body()).isEqualTo(Bytes.zeros(LIMIT));
  }

  @Test
  void hangsUpOnOneByteTooMany() {
    service.on("/a", Bytes.zeros(LIMIT + 1));
    assertRefused("/a", Problem.TOO_LONG);
  }

  @Test
  void hangsUpOnAnEndlessAnswer() {
    AtomicInteger written = new AtomicInteger();
    service.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] block = new byte[1 << 16];
          try {
            while (written.get() < (1 << 30)) {
              out.write(block);
              written.addAndGet(block.length);
            }
          } catch (IOException e) {
            return;
          }
        });
    assertRefused("/a", Problem.TOO_LONG);
    assertThat(written.get()).isLessThan(1 << 30);
  }

  @Test
  void waitsNoLongerForAnAnswerThatDrips() {
    service.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          try {
            for (int i = 0; i < 100; i++) {
              out.write('x');
              out.flush();
              Thread.sleep(100);
            }
          } catch (InterruptedException e) {
            return;
          }
        });
    assertRefused("/a", Problem.TIMED_OUT);
  }

  @Test
  void refusesAnAnswerThatBreaksOff() {
    service.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
        });
    assertRefused("/a", Problem.UNREACHABLE);
  }

  @Test
  void followsOnTheSameHostOnly() throws Exception {
    service.on("/there", Bytes.utf8("here"));
    service.on("/a", exchange -> redirect(exchange, "/there"));
    assertThat(web.ask(question("/a")).body()).isEqualTo(Bytes.utf8("here"));

    try (PlayedService other = new PlayedService()) {
      other.on("/there", Bytes.utf8("there"));
      service.on("/b", exchange -> redirect(exchange, other.address() + "/there"));
      assertRefused("/b", Problem.REDIRECTED);
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://kds.example/there", "file:///etc/hostname", "http://[", "//x.example/"})
  void goesNowhereElse(String target) {
    service.on("/a", exchange -> redirect(exchange, target));
    assertRefused("/a", Problem.REDIRECTED);
  }

  @Test
  void leavesACircle() {
    service.on("/a", exchange -> redirect(exchange, "/a"));
    assertRefused("/a", Problem.REDIRECTED);
    assertThat(service.asked()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void pausesAsLongAsItIsAskedTo(int status) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    service.on(
        "/a",
        exchange -> {
          if (requests.incrementAndGet() < 3) {
            exchange.getResponseHeaders().add("Retry-After", "7");
            PlayedService.send(exchange, status, Bytes.EMPTY);
          } else {
            PlayedService.send(exchange, 200, Bytes.utf8("at last"));
          }
        });
    assertThat(web.ask(question("/a")).body()).isEqualTo(Bytes.utf8("at last"));
    assertThat(pauses.made).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void givesUpInAStorm() {
    service.on("/a", exchange -> PlayedService.send(exchange, 429, Bytes.EMPTY));
    assertRefused("/a", Problem.RATE_LIMITED);
    assertThat(service.asked()).hasSize(3);
    assertThat(pauses.made).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3600", "999999999", "Fri, 31 Dec 2027 23:59:59 GMT"})
  void doesNotWaitForEver(String retryAfter) {
    service.on(
        "/a",
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", retryAfter);
          PlayedService.send(exchange, 429, Bytes.EMPTY);
        });
    assertRefused("/a", Problem.RATE_LIMITED);
    assertThat(service.asked()).hasSize(1);
    assertThat(pauses.made).isEmpty();
  }

  @Test
  void namesOtherStatuses() {
    service.on("/a", exchange -> PlayedService.send(exchange, 500, Bytes.EMPTY));
    assertRefused("/a", Problem.STATUS);
    assertRefused("/b", Problem.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://kdsintf.amd.com/",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "ftp://localhost/",
        "file:/etc/hostname",
        "kds"
      })
  void asksOverHttpsOnly(String url) {
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> web.ask(Question.get(URI.create(url), LIMIT)))
        .satisfies(problem -> assertThat(problem.problem()).isEqualTo(Problem.INSECURE));
  }

  @Test
  void saysThatNobodyAnswers() {
    service.close();
    assertRefused("/a", Problem.UNREACHABLE);
  }

  private static void redirect(com.sun.net.httpserver.HttpExchange exchange, String target)
      throws IOException {
    exchange.getResponseHeaders().add("Location", target);
    PlayedService.send(exchange, 302, Bytes.EMPTY);
  }

  private Question question(String path) {
    return Question.get(service.address().resolve(path), LIMIT);
  }

  private void assertRefused(String path, Problem problem) {
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> web.ask(question(path)))
        .satisfies(refused -> {
          assertThat(refused.problem()).isEqualTo(problem);
          assertThat(refused.url()).isEqualTo(service.address() + path);
        });
  }
}

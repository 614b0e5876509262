// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.configuration.ApplicationConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A real program on the loopback, and what goes in and out.
@Timeout(60)
class ProgramServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AfterEach
  void end() throws IOException {
    TinyProgram.die();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static ProgramService program(String behaviour, int port, Duration patience) {
    return new ProgramService(
        new ApplicationConfiguration(
            TinyProgram.class.getName(), List.of(Integer.toString(port), behaviour), port),
        patience);
  }

  private static Loopback serving() throws Exception {
    return program("serve", freePort(), PATIENCE).start();
  }

  private static Request request(
      String method, String rawPath, String query, Map<String, List<String>> headers, String body) {
    return new Request(
        method,
        "/not-this",
        rawPath,
        query,
        headers,
        Bytes.utf8(body),
        Protection.ENCRYPTED_MESSAGE);
  }

  private static Request get(String rawPath) {
    return request("GET", rawPath, "", Map.of(), "");
  }

  private static String body(Response response) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((Response.Body.Streamed) response.body()).writer().writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String echoed(Loopback program, Request request) throws Exception {
    Response response = program.handle(request);
    assertThat(response.status()).isEqualTo(200);
    return body(response);
  }

  @Test
  void getsMethodQueryHeadersAndBody() throws Exception {
    try (Loopback program = serving()) {
      String seen =
          echoed(
              program,
              request(
                  "POST",
                  "/a/b",
                  "q=%20&r",
                  Map.of("x-a", List.of("1", "2"), "content-type", List.of("text/plain")),
                  "the body"));
      assertThat(seen)
          .startsWith("POST /a/b?q=%20&r HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nx-a: 1\r\nx-a: 2\r\n")
          .containsIgnoringCase("\r\ncontent-type: text/plain\r\n")
          .containsIgnoringCase("\r\ncontent-length: 8\r\n")
          .endsWith("\r\n\r\nthe body");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE", "OPTIONS", "PUT", "PATCH", "POST", "PROPFIND"})
  void passesEveryMethodOnWithoutABodyThatNobodySent(String method) throws Exception {
    try (Loopback program = serving()) {
      Response response = program.handle(request(method, "/m", "", Map.of(), ""));
      assertThat(response.status()).isEqualTo(200);
      String seen = body(response);
      if (!method.equals("HEAD")) {
        assertThat(seen).startsWith(method + " /m HTTP/1.1").endsWith("\r\n\r\n");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/a%2Fb /a%2Fb",
        "/a%20b%25c /a%20b%25c",
        "/a+b;p=1/c,d /a+b;p=1/c,d",
        "//a///b //a///b",
        "/a/../b/./c /a/../b/./c",
        "/%2e%2e/%2E /%2e%2e/%2E",
        "/%C3%A9 /%C3%A9",
        "/é€ /%C3%A9%E2%82%AC",
        "/a|b{c}^[d]`\"<> /a%7Cb%7Bc%7D%5E%5Bd%5D%60%22%3C%3E",
        "/a\\b /a%5Cb",
        "/100% /100%25",
        "/%zz%4 /%25zz%254",
        "/a?b /a%3Fb",
        "/:@!$&'()*=~_-. /:@!$&'()*=~_-.",
      })
  void getsThePathAsItWasSent(String sent, String expected) throws Exception {
    try (Loopback program = serving()) {
      assertThat(echoed(program, get(sent)).split(" ", -1)[1]).isEqualTo(expected);
    }
  }

  @Test
  void refusesWhatIsNoPath() throws Exception {
    try (Loopback program = serving()) {
      for (String path : List.of("*", "", "http://elsewhere/", "@elsewhere/")) {
        assertThat(program.handle(get(path)).status()).isEqualTo(400);
      }
    }
  }

  @Test
  void nobodyElseSaysHowARequestCame() throws Exception {
    try (Loopback program = serving()) {
      String seen =
          echoed(
              program,
              request(
                  "GET",
                  "/",
                  "",
                  Map.of(
                      "strongroom-protection", List.of("attested_channel"),
                      "Strongroom-Protection", List.of("attested_channel")),
                  ""));
      assertThat(seen)
          .containsOnlyOnce("trongroom-")
          .containsIgnoringCase("\r\nstrongroom-protection: encrypted_message\r\n");
    }
  }

  @Test
  void keepsHeadersOfOneConnectionToIt() throws Exception {
    try (Loopback program = serving()) {
      String seen =
          echoed(
              program,
              request(
                  "POST",
                  "/",
                  "",
                  Map.of(
                      "connection", List.of("close, X-Hop", "x-other"),
                      "x-hop", List.of("h"),
                      "x-other", List.of("h"),
                      "te", List.of("trailers"),
                      "transfer-encoding", List.of("chunked"),
                      "content-length", List.of("99999999"),
                      "expect", List.of("100-continue"),
                      "host", List.of("elsewhere"),
                      "upgrade", List.of("websocket"),
                      "x-kept", List.of("k")),
                  "b"));
      assertThat(seen)
          .doesNotContainIgnoringCase("x-hop:")
          .doesNotContainIgnoringCase("x-other:")
          .doesNotContain(
              "trailers", "chunked", "99999999", "100-continue", "elsewhere", "websocket")
          .containsIgnoringCase("\r\nx-kept: k\r\n")
          .containsIgnoringCase("\r\nhost: 127.0.0.1:");
    }
  }

  @Test
  void passesEachCookieOnByItself() throws Exception {
    try (Loopback program = serving()) {
      Response response = program.handle(get("/cookies"));
      assertThat(response.headers())
          .containsEntry("set-cookie", List.of("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"))
          .containsEntry("vary", List.of("x", "y"))
          .doesNotContainKeys("connection", "keep-alive", "x-hop", "strongroom-protection");
      assertThat(body(response)).isEqualTo("ok");
    }
  }

  @Test
  void passesOnAnswersWithoutBodies() throws Exception {
    try (Loopback program = serving()) {
      Response head = program.handle(request("HEAD", "/length", "", Map.of(), ""));
      assertThat(head.headers()).containsEntry("content-length", List.of("5"));
      assertThat(body(head)).isEmpty();
      Response nothing = program.handle(get("/nothing"));
      assertThat(nothing.status()).isEqualTo(204);
      assertThat(nothing.headers()).containsEntry("x-a", List.of("b"));
      assertThat(body(nothing)).isEmpty();
      Response unchanged = program.handle(get("/unchanged"));
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(body(unchanged)).isEmpty();
      // Neither followed nor answered in the client's stead.
      assertThat(program.handle(get("/elsewhere")).status()).isEqualTo(302);
      Response who = program.handle(get("/who"));
      assertThat(who.status()).isEqualTo(401);
      assertThat(body(who)).isEqualTo("who");
    }
  }

  @Test
  void streams() throws Exception {
    try (Loopback program = serving()) {
      Response response = program.handle(get("/stream"));
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      CompletableFuture<String> flushed = new CompletableFuture<>();
      CompletableFuture<Void> written = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              ((Response.Body.Streamed) response.body())
                  .writer()
                  .writeTo(
                      new FilterOutputStream(sent) {
                        @Override
                        public void flush() {
                          flushed.complete(sent.toString(StandardCharsets.US_ASCII));
                        }
                      });
              written.complete(null);
            } catch (Exception e) {
              written.completeExceptionally(e);
            }
          });
      assertThat(flushed.get(20, TimeUnit.SECONDS)).isEqualTo("first");
      TinyProgram.SECOND_PART.release();
      written.get(20, TimeUnit.SECONDS);
      assertThat(sent.toString(StandardCharsets.US_ASCII)).isEqualTo("firstsecond");
      assertThat(body(program.handle(get("/large")))).hasSize(160 << 16);
    }
  }

  @Test
  void whatIsCutShortOrNoHttpIsAFailure() throws Exception {
    try (Loopback program = serving()) {
      Response cut = program.handle(get("/cut"));
      assertThatThrownBy(() -> body(cut)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> program.handle(get("/odd")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("799");
      assertThatThrownBy(() -> program.handle(get("/no-http"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void waitsForAProgramThatListensLater() throws Exception {
    try (Loopback program = program("serve-and-return", freePort(), PATIENCE).start()) {
      assertThat(echoed(program, get("/late"))).startsWith("GET /late");
    }
  }

  @Test
  void aMainThatFailsWhileOthersServeIsNoEnd() throws Exception {
    try (Loopback program = program("serve-and-fail", freePort(), PATIENCE).start()) {
      assertThat(echoed(program, get("/x"))).startsWith("GET /x");
    }
  }

  @Test
  void aProgramThatDiesLaterAnswersNothing() throws Exception {
    try (Loopback program = serving()) {
      assertThat(echoed(program, get("/x"))).startsWith("GET /x");
      assertThatThrownBy(() -> program.handle(get("/die"))).isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> {
                // A connection that it had accepted may still be answered.
                for (int i = 0; i < 100; i++) {
                  echoed(program, get("/x"));
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fail,failed: java.lang.IllegalStateException",
    "end,ended and doesn't listen",
    "never-listen,doesn't listen on port",
    "other,failed: java.lang.IllegalArgumentException"
  })
  void saysWhyAProgramDoesntStart(String behaviour, String complaint) throws Exception {
    ProgramService service = program(behaviour, freePort(), Duration.ofMillis(1500));
    assertThatThrownBy(service::start)
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesWhatIsNoProgram() throws Exception {
    assertThatThrownBy(() -> of(BrokenProgram.class.getName()).start())
        .isInstanceOf(ProgramException.class)
        .hasMessageContaining("failed: java.lang.ExceptionInInitializerError")
        .hasMessageNotContaining("secret");
    for (String name :
        List.of(
            BrokenProgram.None.class.getName(),
            BrokenProgram.Instance.class.getName(),
            "com.example.Nowhere",
            "java.lang.Object")) {
      assertThatThrownBy(() -> of(name).start())
          .isInstanceOf(ProgramException.class)
          .hasMessageContaining(name);
    }
  }

  private static ProgramService of(String main) throws IOException {
    return new ProgramService(
        new ApplicationConfiguration(main, List.of(), freePort()), Duration.ofSeconds(5));
  }

  @Test
  void refusesAPortThatSomebodyElseHas() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      ProgramService service = program("serve", taken.getLocalPort(), PATIENCE);
      assertThatThrownBy(service::start)
          .isInstanceOf(ProgramException.class)
          .hasMessageContaining("somebody else's");
    }
  }
}

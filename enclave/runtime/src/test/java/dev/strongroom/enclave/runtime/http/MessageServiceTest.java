// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageException.Refusal;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a service sees of encrypted messages, and what its responses become, streamed ones too.
class MessageServiceTest {
  private final CountDownLatch firstPartRead = new CountDownLatch(1);
  private MessageEnclave enclave = unstarted();

  @SuppressWarnings("NullAway")
  private static MessageEnclave unstarted() {
    return null;
  }

  private Response service(Request request) {
    return switch (request.path()) {
      case "/echo" ->
          Response.text(
              200,
              request.method()
                  + " "
                  + request.query()
                  + " "
                  + request.protection()
                  + " "
                  + request.header("x-a").orElse("-")
                  + " "
                  + request.body().length());
      case "/teapot" -> new Response(418, Map.of("X-Tea", "green"), request.body());
      case "/fail" -> throw new IllegalStateException("a secret");
      case "/unsendable" -> new Response(200, Map.of("x", "a\r\nb"), request.body());
      case "/gate" -> Response.streaming(200, Map.of(), this::gated);
      case "/late" ->
          Response.streaming(
              200,
              Map.of(),
              out -> {
                out.write("begun".getBytes(StandardCharsets.UTF_8));
                out.flush();
                throw new IllegalStateException("a secret");
              });
      case "/early" ->
          Response.streaming(
              200,
              Map.of("x-a", "b"),
              out -> {
                out.write("begun".getBytes(StandardCharsets.UTF_8));
                throw new IllegalStateException("a secret");
              });
      default -> Response.text(404, "not found\n");
    };
  }

  private void gated(OutputStream out) throws Exception {
    out.write("first".getBytes(StandardCharsets.UTF_8));
    out.flush();
    if (!firstPartRead.await(10, TimeUnit.SECONDS)) {
      throw new IOException("nobody read the first part");
    }
    out.write("second".getBytes(StandardCharsets.UTF_8));
    out.close();
  }

  @BeforeEach
  void start() throws Exception {
    enclave = new MessageEnclave(this::service);
  }

  @AfterEach
  void stop() throws IOException {
    enclave.close();
  }

  private String text(String method, String target, String body) throws Exception {
    SealedRequest sealed = MessageEnclave.seal(enclave.verifiedKeys(), method, target, body);
    try (MessageResponse response = enclave.exchange(sealed)) {
      return response.status()
          + " "
          + new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aMessageArrivesAndNobodyBetweenReadsIt() throws Exception {
    assertThat(text("POST", "/echo?q=%20", "my secret"))
        .isEqualTo("200 POST q=%20 ENCRYPTED_MESSAGE the inner one 9");
    for (byte[] seen : enclave.balancer.requests) {
      assertThat(new String(seen, StandardCharsets.ISO_8859_1))
          .doesNotContain("my secret")
          .doesNotContain("the inner one");
    }
    assertThat(enclave.balancer.responses.getLast().text()).doesNotContain("inner");
    assertThat(text("GET", "/echo", "")).isEqualTo("200 GET  ENCRYPTED_MESSAGE the inner one 0");
  }

  @Test
  void statusHeadersAndFailuresAreEncryptedToo() throws Exception {
    SealedRequest sealed =
        MessageEnclave.seal(enclave.verifiedKeys(), "POST", "/teapot", "x".repeat(40_000));
    try (MessageResponse response = enclave.exchange(sealed)) {
      assertThat(response.status()).isEqualTo(418);
      assertThat(response.field("x-tea")).contains("green");
      assertThat(response.body().readAllBytes()).hasSize(40_000);
    }
    assertThat(text("GET", "/nowhere", "")).isEqualTo("404 not found\n");
    for (String target : List.of("/fail", "/early", "/unsendable")) {
      assertThat(text("GET", target, "")).isEqualTo("500 internal error\n");
    }
    for (WebMessage seen : enclave.balancer.responses.subList(1, 2)) {
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.header("x-tea")).isEmpty();
      assertThat(seen.header("content-type")).isEqualTo("application/strongroom-message");
    }
  }

  @Test
  void bodiesUpToTheLimitAndAnEncryptedRefusalBeyond() throws Exception {
    assertThat(text("POST", "/echo", "x".repeat(8 << 20))).endsWith(" " + (8 << 20));
    assertThat(text("POST", "/echo", "x".repeat((8 << 20) + 1))).startsWith("413 ");
  }

  /// Sends a request straight to the enclave and reads the response's head.
  private InputStream head(SSLSocket tls, WebMessage request) throws IOException {
    request.headers.add("Host: enclave");
    request.keepAlive = true;
    tls.getOutputStream().write(request.encoded());
    InputStream in = tls.getInputStream();
    assertThat(WebMessage.line(in)).startsWith("HTTP/1.1 200");
    for (String line = WebMessage.line(in); !line.isEmpty(); ) {
      line = WebMessage.line(in);
    }
    return in;
  }

  @Test
  void whatIsFlushedIsReadBeforeTheRestIsMade() throws Exception {
    SealedRequest sealed = MessageEnclave.seal(enclave.verifiedKeys(), "GET", "/gate", "");
    try (SSLSocket tls = HttpText.connect(enclave.wire.port())) {
      InputStream in = new Unchunked(head(tls, MessageEnclave.message(sealed)));
      try (MessageResponse response = sealed.open(200, "application/strongroom-message", in)) {
        assertThat(response.body().readNBytes(5)).asString().isEqualTo("first");
        firstPartRead.countDown();
        assertThat(response.body().readAllBytes()).asString().isEqualTo("second");
      }
    }
  }

  @Test
  void overPlainHttpsAsWell() throws Exception {
    try (SSLSocket tls = HttpText.connect(enclave.wire.port())) {
      InputStream in = new Unchunked(head(tls, new WebMessage("GET /gate HTTP/1.1")));
      assertThat(in.readNBytes(5)).asString().isEqualTo("first");
      firstPartRead.countDown();
      assertThat(in.readAllBytes()).asString().isEqualTo("second");
    }
    assertThat(enclave.ask(new WebMessage("GET /echo HTTP/1.1")).text()).contains("PLAIN_HTTPS");
    WebMessage early = enclave.ask(new WebMessage("GET /early HTTP/1.1"));
    assertThat(early.status()).isEqualTo(500);
    assertThat(early.text()).isEqualTo("internal error\n");
    assertThat(early.header("x-a")).isEmpty();
  }

  @Test
  void aStreamThatFailsLateIsCutShort() throws Exception {
    SealedRequest sealed = MessageEnclave.seal(enclave.verifiedKeys(), "GET", "/late", "");
    try (MessageResponse response = enclave.exchange(sealed)) {
      assertThat(response.body().readNBytes(5)).asString().isEqualTo("begun");
      assertThatThrownBy(() -> response.body().read())
          .isInstanceOfSatisfying(
              MessageException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.TRUNCATED));
    }
    try (SSLSocket tls = HttpText.connect(enclave.wire.port())) {
      InputStream in = new Unchunked(head(tls, new WebMessage("GET /late HTTP/1.1")));
      assertThat(in.readNBytes(5)).asString().isEqualTo("begun");
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void oneSetOfKeysServesManyRequestsAtOnce() throws Exception {
    MessageKeys keys = enclave.verifiedKeys();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(
            clients.submit(() -> {
              SealedRequest sealed = MessageEnclave.seal(keys, "POST", "/teapot", "z");
              try (MessageResponse response = enclave.exchange(sealed)) {
                return response.status() + response.body().readAllBytes().length;
              }
            }));
      }
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(419);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.Channels;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.TlsPeer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The HTTP client against real TLS servers.
class AttestedHttpClientTest {
  private final FakeEnclave enclave = new FakeEnclave(Appraisals.VENDOR);
  private TlsPeer server;

  @BeforeEach
  void start() throws IOException {
    server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave, HttpEcho::serve));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private HttpRequest request(int bytes) {
    byte[] body = new byte[bytes];
    new Random(bytes).nextBytes(body);
    return DropIn.request(server.port(), body);
  }

  @Test
  void keepsVerifiedConnectionsAndSaysWhoAnswered() throws Exception {
    List<AttestedServer> told = new CopyOnWriteArrayList<>();
    try (AttestedHttpClient client =
        AttestedHttpClient.builder(Appraisals.usual()).onVerified(told::add).build()) {
      assertThat(client.lastVerified()).isEmpty();
      for (int i = 1; i < 20; i++) {
        HttpResponse<byte[]> response = client.send(request(i), BodyHandlers.ofByteArray());
        assertThat(response.body()).hasSize(i);
        AttestedServer answered = AttestedHttpClient.server(response).orElseThrow();
        assertThat(answered.keys()).isEqualTo(enclave.statement());
        assertThat(answered.verified().claims().simulated()).isTrue();
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(told).hasSize(1);
      assertThat(client.lastVerified()).contains(told.getFirst());
    }
  }

  @Test
  void carriesLargeBodiesBothWays() throws Exception {
    try (AttestedHttpClient client = AttestedHttpClient.create(Appraisals.usual())) {
      byte[] body = new byte[20_000_000];
      new Random(7).nextBytes(body);
      assertThat(
              client.send(DropIn.request(server.port(), body), BodyHandlers.ofByteArray()).body())
          .isEqualTo(body);
    }
  }

  @Test
  void manyAtOnce() throws Exception {
    try (AttestedHttpClient client = AttestedHttpClient.create(Appraisals.usual())) {
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.sendAsync(request(1000 + i), BodyHandlers.ofByteArray()));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(answers.get(i).get().body()).hasSize(1000 + i);
      }
      assertThat(server.connections()).isBetween(1, 100);
    }
  }

  @Test
  void attestsAnewBeforeTheAgeLimitAndLosesNoRequest() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Appraisals.NOW);
    try (AttestedHttpClient client =
        AttestedHttpClient.create(Appraisals.lasting(Duration.ofSeconds(10), now::get))) {
      for (int second = 0; second < 60; second++) {
        HttpResponse<byte[]> response = client.send(request(9), BodyHandlers.ofByteArray());
        assertThat(response.body()).hasSize(9);
        assertThat(AttestedHttpClient.server(response).orElseThrow().goodUntil())
            .isAfter(now.get());
        now.updateAndGet(t -> t.plusSeconds(1));
      }
    }
    assertThat(server.connections()).isEqualTo(7);
  }

  @Test
  void usesNoConnectionThatTheServerMayBeAboutToClose() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Appraisals.NOW);
    try (AttestedHttpClient client =
        AttestedHttpClient.create(Appraisals.lasting(Duration.ofMinutes(10), now::get))) {
      client.send(request(9), BodyHandlers.ofByteArray());
      now.updateAndGet(t -> t.plusSeconds(19));
      client.send(request(9), BodyHandlers.ofByteArray());
      now.updateAndGet(t -> t.plusSeconds(19));
      assertThat(client.sendAsync(request(9), BodyHandlers.ofByteArray()).join().body()).hasSize(9);
      assertThat(server.connections()).isEqualTo(1);
      now.updateAndGet(t -> t.plusSeconds(20));
      client.send(request(9), BodyHandlers.ofByteArray());
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void theJdksClientAloneFailsAtTheAgeLimitAndSendsNothing() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Appraisals.NOW);
    try (HttpClient client =
        DropIn.httpClient(Appraisals.lasting(Duration.ofSeconds(10), now::get))) {
      client.send(request(9), BodyHandlers.ofByteArray());
      long seen = server.applicationBytes();
      now.updateAndGet(t -> t.plusSeconds(10));
      assertThatThrownBy(() -> client.send(request(9), BodyHandlers.ofByteArray()))
          .satisfies(
              e -> assertThat(Attack.refusal(e).refusal()).isEqualTo(Refusal.REATTESTATION_DUE));
      assertThat(server.applicationBytes()).isEqualTo(seen);
    }
  }

  @Test
  void aRefusalSaysWhyAndShowsTheVerdict() {
    NitroPolicy production = Channels.appraisal(NitroPolicy.AWS_ROOT_G1, false);
    try (AttestedHttpClient client =
        AttestedHttpClient.create(
            Appraisals.of(Channels.policy(production, null, false), () -> Appraisals.NOW))) {
      assertThatThrownBy(() -> client.send(request(1), BodyHandlers.discarding()))
          .isInstanceOfSatisfying(
              AttestationRefusedException.class,
              e -> {
                assertThat(e.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED);
                assertThat(e.verdict().orElseThrow().accepted()).isFalse();
              });
      assertThatThrownBy(() -> client.sendAsync(request(1), BodyHandlers.discarding()).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(AttestationRefusedException.class);
      assertThat(client.lastVerified()).isEmpty();
    }
    assertThat(server.applicationBytes()).isZero();
  }

  @Test
  void nothingGoesOutUnencrypted() {
    try (AttestedHttpClient client = AttestedHttpClient.create(Appraisals.usual())) {
      HttpRequest plain =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port())).build();
      assertThatThrownBy(() -> client.send(plain, BodyHandlers.discarding()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> client.sendAsync(plain, BodyHandlers.discarding()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.connections()).isZero();
  }

  @Test
  void connectTimeoutCoversHandshakeAndExchange() throws Exception {
    try (ServerSocket silentTcp = new ServerSocket(0);
        TlsPeer silentExchange =
            new TlsPeer(
                TlsPeer.certificate(), (socket, _) -> socket.getInputStream().readNBytes(99));
        AttestedHttpClient client =
            AttestedHttpClient.builder(Appraisals.usual())
                .connectTimeout(Duration.ofMillis(500))
                .build()) {
      for (int port : new int[] {silentTcp.getLocalPort(), silentExchange.port()}) {
        assertThatThrownBy(
                () -> client.send(DropIn.request(port, new byte[1]), BodyHandlers.discarding()))
            .isInstanceOf(HttpConnectTimeoutException.class);
      }
    }
  }

  @Test
  void refusesRequestsOnceClosed() {
    AttestedHttpClient client = AttestedHttpClient.create(Appraisals.usual());
    client.close();
    assertThatThrownBy(() -> client.send(request(1), BodyHandlers.discarding()))
        .isInstanceOf(IOException.class);
  }
}

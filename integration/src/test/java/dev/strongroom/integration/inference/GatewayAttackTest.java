// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.Attacks;
import dev.strongroom.channel.fixtures.Behaviours;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.channel.fixtures.TlsPeer.Behaviour;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.integration.ai.AiProcess;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attackers in the gateway's own place, where users of models connect to: nobody but the gateway
/// gets a byte of a prompt, also if it was there before.
@Timeout(300)
class GatewayAttackTest {
  private static final String CANARY = "jqzvbwxkpmtrdnhf";
  private static final String ASKED =
      "{\"model\":\"tiny\",\"stream\":true,\"messages\":[{\"content\":\"" + CANARY + "\"}]}";

  /// More than are asked for.
  private static final int TOKENS = 1000;

  @TempDir private Path folder = Path.of("");

  private final RecordedModels attacker = new RecordedModels();

  static List<Attack> attacks() {
    return Attacks.all();
  }

  /// Every attack on the channel, against both ways in which models are asked over it.
  @ParameterizedTest
  @MethodSource("attacks")
  void isRefusedBeforeAByte(Attack attack) throws Exception {
    attack.scenario().against(GatewayAttackTest::overItsOwnConnections);
    attack.scenario().against(GatewayAttackTest::overHttp);
  }

  private static ServerAppraisal appraisal(ChannelPolicy policy, Instant now) {
    return new ServerAppraisal(
        policy, Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)), () -> now);
  }

  private static void overItsOwnConnections(ChannelPolicy policy, Instant now, int port)
      throws Exception {
    try (ConfidentialModels models =
        ConfidentialModels.attested(appraisal(policy, now), uri(port)).build()) {
      ask(models);
    }
  }

  private static void overHttp(ChannelPolicy policy, Instant now, int port) throws Exception {
    try (AttestedHttpClient http = AttestedHttpClient.create(appraisal(policy, now));
        ConfidentialModels models = ConfidentialModels.attested(http, uri(port)).build()) {
      ask(models);
    }
  }

  private static void ask(ConfidentialModels models) throws Exception {
    try (ModelAnswer answer = models.send(ModelRequest.json("/v1/chat/completions", ASKED))) {
      assertThat(answer.body().readAllBytes()).isNotEmpty();
    }
  }

  private static URI uri(int port) {
    return URI.create("https://localhost:" + port + "/");
  }

  private Behaviour served() {
    return (socket, _) -> attacker.serve(socket.getInputStream(), socket.getOutputStream());
  }

  private TlsPeer speaking(String... protocols) throws IOException {
    return new TlsPeer(TlsPeer.certificate(), new String[] {"TLSv1.3"}, protocols, served());
  }

  private static EnclaveUnderTest gateway() throws IOException {
    ModelInside models = new ModelInside(2);
    models.permitted().release(TOKENS);
    return EnclaveUnderTest.start(models);
  }

  private static HttpResponse<String> ask(AiProcess ai) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(ai.uri() + "/chat/completions"))
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofString(ASKED))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static void answers(AiProcess ai) throws Exception {
    HttpResponse<String> answer = ask(ai);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
  }

  private void refused(AiProcess ai, String code, String reason) throws Exception {
    HttpResponse<String> answer = ask(ai);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"", reason);
    assertThat(attacker.got()).doesNotContain(CANARY);
    assertThat(Files.readString(ai.command().errors())).contains(code).doesNotContain(CANARY);
  }

  private AiProcess ai(EnclaveUnderTest gateway, HostileWire wire, String... more)
      throws Exception {
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(gateway));
    String[] arguments = new String[3 + more.length];
    arguments[0] = "localhost:" + wire.port();
    arguments[1] = "--policy";
    arguments[2] = "policy.json";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return AiProcess.start(folder, arguments);
  }

  /// Somebody leads the command's connections elsewhere after it has verified the gateway.
  @Test
  void theCommandIsLedElsewhere() throws Exception {
    try (EnclaveUnderTest gateway = gateway();
        EnclaveUnderTest strangers = gateway();
        HostileWire wire = new HostileWire(gateway.uri().getPort());
        AiProcess ai = ai(gateway, wire);
        ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        TlsPeer https = speaking("http/1.1");
        TlsPeer silent = speaking();
        TlsPeer pretender = speaking(ExchangeResponder.ALPN);
        TlsPeer relay =
            new TlsPeer(TlsPeer.certificate(), Behaviours.relay(gateway.uri().getPort()))) {
      answers(ai);
      Thread.ofVirtual().start(() -> plainly(plain));
      wire.divert(plain.getLocalPort());
      refused(ai, "gateway-not-verified", "nothing was sent to it: tls");
      wire.divert(https.port());
      refused(ai, "gateway-not-verified", "nothing was sent to it: tls");
      wire.divert(silent.port());
      refused(ai, "gateway-not-verified", "not-attested");
      wire.divert(pretender.port());
      refused(ai, "gateway-not-verified", "exchange");
      wire.divert(strangers.uri().getPort());
      refused(ai, "gateway-not-verified", "evidence-refused");
      wire.divert(relay.port());
      refused(ai, "gateway-not-verified", "binding");
      assertThat(relay.applicationBytes()).isZero();
      // It was the attackers.
      wire.divert(gateway.uri().getPort());
      answers(ai);
      assertThat(wire.carried()).isNotEmpty().doesNotContain(CANARY);
    }
  }

  /// Whoever ends TLS answers in the gateway's place, plainly and as if all were well.
  @Test
  void theCommandsMessagesAreAnsweredByAnother() throws Exception {
    try (EnclaveUnderTest gateway = gateway();
        HostileWire wire = new HostileWire(gateway.uri().getPort());
        AiProcess ai = ai(gateway, wire, "--messages", "--any-certificate");
        TlsPeer other = speaking("http/1.1")) {
      answers(ai);
      wire.divert(other.port());
      refused(ai, "answer-not-encrypted", "");
      assertThat(attacker.requests()).isPositive();
      wire.divert(gateway.uri().getPort());
      answers(ai);
    }
  }

  /// Answers whatever comes, without TLS, as a gateway would.
  private void plainly(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                RecordedModels.streams(socket.getOutputStream());
                attacker.serve(socket.getInputStream(), socket.getOutputStream());
              } catch (IOException e) {
                return;
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }
}

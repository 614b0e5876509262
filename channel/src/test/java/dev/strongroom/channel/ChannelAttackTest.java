// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.TlsPeer.Behaviour;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real attackers between real parties: each has to end in a refusal before the attacker, or
/// anyone, sees a byte of the application's.
class ChannelAttackTest {
  private static final FakeNitro VENDOR = FakeNitro.create();

  private final FakeEnclave enclave = new FakeEnclave(VENDOR);

  /// Ends TLS with what it has and passes the exchange on to the genuine server.
  private static Behaviour relay(TlsPeer genuine) {
    return (victim, peer) -> {
      Bytes request = ExchangeRequest.read(victim.getInputStream()).encoded();
      try (SSLSocket onward =
          (SSLSocket) UnjudgedTls.socketFactory().createSocket("127.0.0.1", genuine.port())) {
        SSLParameters parameters = onward.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {ExchangeResponder.ALPN});
        onward.setSSLParameters(parameters);
        onward.getOutputStream().write(request.toByteArray());
        ExchangeResponse response = ExchangeResponse.read(onward.getInputStream());
        victim.getOutputStream().write(response.encoded().toByteArray());
        peer.echo(victim);
      }
    };
  }

  /// Answers with `response`, whatever is asked.
  private static Behaviour answers(Bytes response) {
    return (victim, peer) -> {
      ExchangeRequest.read(victim.getInputStream());
      victim.getOutputStream().write(response.toByteArray());
      peer.echo(victim);
    };
  }

  private static ChannelException refused(AttestedConnector client, TlsPeer attacker)
      throws IOException {
    ChannelException refusal =
        catchThrowableOfType(
            ChannelException.class, () -> Channels.connect(client, attacker).close());
    assertThat(refusal).as("the connection was accepted").isNotNull();
    assertThat(attacker.applicationBytes()).isZero();
    return refusal;
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void relayWithOwnCertificate(boolean fresh) throws IOException {
    try (TlsPeer genuine = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave));
        TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), relay(genuine))) {
      ChannelException refusal =
          refused(Channels.client(VENDOR, enclave.identity(), fresh), attacker);
      assertThat(refusal.refusal()).isEqualTo(Refusal.BINDING);
      assertThat(genuine.applicationBytes()).isZero();
    }
  }

  @Test
  void stolenLeafKeyWithEvidenceFromElsewhere() throws IOException {
    ServerCertificate stolen = TlsPeer.certificate();
    try (TlsPeer genuine = new TlsPeer(stolen, TlsPeer.honest(enclave));
        TlsPeer attacker = new TlsPeer(stolen, relay(genuine))) {
      ChannelException refusal =
          refused(Channels.client(VENDOR, enclave.identity(), true), attacker);
      assertThat(refusal.refusal()).isEqualTo(Refusal.BINDING);
    }
  }

  @Test
  void relayOfAnotherEnclavesFreshEvidence() throws IOException {
    FakeEnclave other = new FakeEnclave(VENDOR);
    try (TlsPeer genuine = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(other));
        TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), relay(genuine))) {
      assertThat(refused(Channels.client(VENDOR, null, true), attacker).refusal())
          .isEqualTo(Refusal.BINDING);
    }
  }

  @Test
  void diversionToAStrangersEnclaveOfTheSameMeasurement() throws IOException {
    FakeEnclave strangers = new FakeEnclave(VENDOR);
    try (TlsPeer stranger = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(strangers))) {
      assertThat(refused(Channels.client(VENDOR, enclave.identity(), true), stranger).refusal())
          .isEqualTo(Refusal.IDENTITY);
    }
  }

  @Test
  void replayedExchange() throws IOException {
    AtomicReference<Bytes> recorded = new AtomicReference<>(Bytes.EMPTY);
    ServerCertificate certificate = TlsPeer.certificate();
    Behaviour recording =
        (socket, peer) -> {
          ExchangeRequest request = ExchangeRequest.read(socket.getInputStream());
          Bytes response =
              new ExchangeResponder(enclave).answer(request, socket.getSession()).encoded();
          recorded.set(response);
          socket.getOutputStream().write(response.toByteArray());
        };
    AttestedConnector client = Channels.client(VENDOR, enclave.identity(), false);
    try (TlsPeer genuine = new TlsPeer(certificate, recording)) {
      Channels.connect(client, genuine).close();
    }
    try (TlsPeer attacker = new TlsPeer(certificate, answers(recorded.get()))) {
      assertThat(refused(client, attacker).refusal()).isEqualTo(Refusal.BINDING);
    }
  }

  @Test
  void reflection() throws IOException {
    Behaviour mirror =
        (victim, peer) ->
            victim
                .getOutputStream()
                .write(ExchangeRequest.read(victim.getInputStream()).encoded().toByteArray());
    try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), mirror)) {
      assertThat(refused(Channels.client(VENDOR, null, false), attacker).refusal())
          .isEqualTo(Refusal.EXCHANGE);
    }
  }

  @Test
  void evidenceForAnotherNonce() throws IOException {
    enclave.changed(document -> {
      document.content().bytes("nonce", Bytes.zeros(ExchangeRequest.NONCE));
      return document;
    });
    assertEvidenceRefused(Channels.client(VENDOR, null, true), "nonce-differs");
  }

  @Test
  void staleAttestationKey() throws IOException {
    Instant later = FakeNitro.TIME.plusSeconds(301);
    NitroPolicy policy = Channels.appraisal(VENDOR.simulatedAnchor(), false);
    assertEvidenceRefused(Channels.client(policy, null, false, later), "too-old");
  }

  @Test
  void debugMode() throws IOException {
    enclave.debug();
    assertEvidenceRefused(Channels.client(VENDOR, null, false), "debug-mode");
  }

  @Test
  void simulatedEvidenceUnderAProductionPolicy() throws IOException {
    NitroPolicy production = Channels.appraisal(NitroPolicy.AWS_ROOT_G1, false);
    assertEvidenceRefused(
        Channels.client(production, null, false, FakeNitro.TIME.plusSeconds(1)), "untrusted-root");
  }

  @Test
  void keyStatementOfAnAttackersOwn() throws IOException {
    FakeEnclave attackers = new FakeEnclave(VENDOR);
    AttestationSource spliced =
        new AttestationSource() {
          @Override
          public Attested current() {
            return new Attested(
                attackers.statement(),
                enclave.current().evidence(),
                attackers.current().attestationKey());
          }

          @Override
          public Attested fresh(Bytes nonce) {
            return current();
          }
        };
    try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(spliced))) {
      ChannelException refusal = refused(Channels.client(VENDOR, null, false), attacker);
      assertThat(refusal.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED);
    }
  }

  @Test
  void identityKeyReplacedInTheStatement() throws IOException {
    AttestationSource renamed =
        new AttestationSource() {
          @Override
          public Attested current() {
            Attested genuine = enclave.current();
            KeyStatement claim =
                new KeyStatement(
                    genuine.statement().attestationKey(),
                    Bytes.fromHex("77".repeat(32)),
                    Optional.empty());
            return new Attested(claim, genuine.evidence(), genuine.attestationKey());
          }

          @Override
          public Attested fresh(Bytes nonce) {
            return current();
          }
        };
    try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(renamed))) {
      Bytes pinned = Bytes.fromHex("77".repeat(32));
      ChannelException refusal = refused(Channels.client(VENDOR, pinned, false), attacker);
      assertThat(refusal.verdict().orElseThrow().firstFailure().orElseThrow().name())
          .isEqualTo("policy.user-data");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,http/1.1", "TLSv1.3,", "TLSv1.2,strongroom-attested/1"})
  void downgrade(String version, @org.jspecify.annotations.Nullable String protocol)
      throws IOException {
    String[] protocols = protocol == null ? new String[0] : new String[] {protocol};
    try (TlsPeer attacker =
        new TlsPeer(
            TlsPeer.certificate(), new String[] {version}, protocols, (s, p) -> p.echo(s))) {
      assertThat(refused(Channels.client(VENDOR, null, false), attacker).refusal())
          .isIn(Refusal.TLS, Refusal.NOT_ATTESTED);
    }
  }

  @Test
  void brokenResponses() throws IOException {
    Bytes good = new ExchangeResponse(Bytes.zeros(70), Bytes.zeros(100), Bytes.zeros(64)).encoded();
    byte[] magic = good.toByteArray();
    magic[0] ^= 1;
    byte[] version = good.toByteArray();
    version[4] = 2;
    byte[] huge = good.toByteArray();
    huge[4 + 1 + 2 + 70] = 0x7f;
    byte[] negative = good.toByteArray();
    negative[4 + 1 + 2 + 70] = (byte) 0xff;
    for (byte[] response :
        new byte[][] {{}, good.slice(0, 9).toByteArray(), magic, version, huge, negative}) {
      Behaviour sends =
          (victim, peer) -> {
            ExchangeRequest.read(victim.getInputStream());
            victim.getOutputStream().write(response);
          };
      try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), sends)) {
        assertThat(refused(Channels.client(VENDOR, null, false), attacker).refusal())
            .isEqualTo(Refusal.EXCHANGE);
      }
    }
  }

  @Test
  void drippingBytesToHoldTheClient() throws IOException {
    Behaviour drips =
        (victim, peer) -> {
          ExchangeRequest.read(victim.getInputStream());
          byte[] response =
              new ExchangeResponse(Bytes.zeros(70), Bytes.zeros(60_000), Bytes.zeros(64))
                  .encoded()
                  .toByteArray();
          for (byte b : response) {
            victim.getOutputStream().write(b);
            LockSupport.parkNanos(500_000_000L);
          }
        };
    try (TlsPeer attacker = new TlsPeer(TlsPeer.certificate(), drips)) {
      assertThat(refused(Channels.client(VENDOR, null, false), attacker).refusal())
          .isEqualTo(Refusal.EXCHANGE);
    }
  }

  private void assertEvidenceRefused(AttestedConnector client, String reason) throws IOException {
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave))) {
      ChannelException refusal = refused(client, server);
      assertThat(refusal.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED);
      assertThat(
              refusal.verdict().orElseThrow().checks().stream()
                  .map(check -> check.reason())
                  .filter(r -> r != null)
                  .map(r -> r.code()))
          .contains(reason);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.fixtures.Channels;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.TlsPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ends, honest.
class AttestedChannelTest {
  private static final FakeNitro VENDOR = FakeNitro.create();
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void carriesBytesOnceVerified(boolean fresh) throws IOException {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave));
        AttestedConnection connection =
            Channels.connect(Channels.client(VENDOR, enclave.identity(), fresh), server)) {
      assertThat(server.applicationBytes()).isZero();
      assertThat(connection.verified().verdict().accepted()).isTrue();
      assertThat(connection.verified().claims().simulated()).isTrue();
      assertThat(connection.verified().claims().nonce().isPresent()).isEqualTo(fresh);
      assertThat(connection.keys()).isEqualTo(enclave.statement());
      connection.output().write(HELLO);
      assertThat(connection.input().readNBytes(HELLO.length)).isEqualTo(HELLO);
      assertThat(server.applicationBytes()).isEqualTo(HELLO.length);
    }
  }

  @Test
  void attestsEachConnectionAnew() throws IOException {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    AttestedConnector client = Channels.client(VENDOR, null, true);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave));
        AttestedConnection first = Channels.connect(client, server);
        AttestedConnection second = Channels.connect(client, server)) {
      assertThat(first.verified().claims().nonce())
          .isNotEqualTo(second.verified().claims().nonce());
    }
  }

  @Test
  void neverResumesATlsSession() throws Exception {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    AttestedConnector client = Channels.client(VENDOR, null, false);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave))) {
      long created;
      try (AttestedConnection first = Channels.connect(client, server)) {
        // A byte back and forth makes sure that the ticket for resumption has arrived.
        first.output().write(1);
        assertThat(first.input().read()).isEqualTo(1);
        created = first.socket().getSession().getCreationTime();
      }
      Thread.sleep(5);
      try (AttestedConnection second = Channels.connect(client, server)) {
        assertThat(second.socket().getSession().getCreationTime()).isGreaterThan(created);
      }
    }
  }

  @Test
  void endsWhenReattestationIsDue() throws IOException {
    FakeEnclave enclave = new FakeEnclave(VENDOR);
    AtomicReference<Instant> now = new AtomicReference<>(FakeNitro.TIME.plusSeconds(1));
    AttestedConnector client =
        new AttestedConnector(
            new ChannelPolicy(
                Channels.appraisal(VENDOR.simulatedAnchor(), false),
                Optional.empty(),
                false,
                Duration.ofMinutes(1)),
            Verifier.create(SignatureProvider.jdk(), PathCache.none()),
            now::get);
    try (TlsPeer server = new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave));
        AttestedConnection connection = Channels.connect(client, server)) {
      connection.output().write(HELLO);
      assertThat(connection.input().readNBytes(HELLO.length)).isEqualTo(HELLO);
      now.updateAndGet(t -> t.plusSeconds(60));
      assertThatThrownBy(() -> connection.output().write(HELLO))
          .isInstanceOfSatisfying(
              ChannelException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.REATTESTATION_DUE));
      assertThat(connection.socket().isClosed()).isTrue();
      assertThat(server.applicationBytes()).isEqualTo(HELLO.length);
    }
  }

  @Test
  void statementsRoundTripAndRefuseEverythingElse() throws MalformedExchangeException {
    Bytes key = Bytes.fromHex("11".repeat(32));
    Bytes other = Bytes.fromHex("22".repeat(32));
    for (KeyStatement statement :
        new KeyStatement[] {
          new KeyStatement(key, other, Optional.empty()),
          new KeyStatement(key, other, Optional.of(key))
        }) {
      Bytes encoded = statement.encoded();
      assertThat(KeyStatement.parse(encoded)).isEqualTo(statement);
      for (int i = 0; i < encoded.length(); i++) {
        Bytes cut = encoded.slice(0, i);
        assertThatThrownBy(() -> KeyStatement.parse(cut))
            .isInstanceOf(MalformedExchangeException.class);
      }
    }
  }

  @Test
  void takesEvidenceUpToItsLimitAndNotAByteMore() throws IOException {
    Bytes statement = Bytes.zeros(70);
    Bytes signature = Bytes.zeros(64);
    int most = ExchangeResponse.MAX_EVIDENCE;
    for (int length : new int[] {1, 65_536, 65_537, most}) {
      ExchangeResponse response = new ExchangeResponse(statement, Bytes.zeros(length), signature);
      byte[] encoded = response.encoded().toByteArray();
      assertThat(ExchangeResponse.read(new ByteArrayInputStream(encoded))).isEqualTo(response);
      assertThat(ExchangeResponse.missing(ByteBuffer.wrap(encoded))).isZero();
      assertThat(ExchangeResponse.missing(ByteBuffer.wrap(encoded, 0, 81))).isEqualTo(length + 64);
    }
    byte[] head =
        new ExchangeResponse(statement, Bytes.zeros(1), signature).encoded().toByteArray();
    for (int length : new int[] {0, -1, most + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      // Refused by the length that is stated: nothing else needs to be there.
      ByteBuffer.wrap(head).putInt(77, length);
      byte[] stated = Arrays.copyOf(head, 81);
      assertThatExceptionOfType(MalformedExchangeException.class)
          .isThrownBy(() -> ExchangeResponse.read(new ByteArrayInputStream(stated)))
          .withMessageContaining("part of " + length + " bytes");
      assertThatExceptionOfType(MalformedExchangeException.class)
          .isThrownBy(() -> ExchangeResponse.missing(ByteBuffer.wrap(stated)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExchangeResponse(statement, Bytes.zeros(most + 1), signature));
  }

  @Test
  void takesAsMuchOverPlainHttps() throws MalformedExchangeException {
    int most = ExchangeResponse.MAX_EVIDENCE;
    HttpsAttestation largest =
        new HttpsAttestation(
            Bytes.zeros(1024), Bytes.zeros(most), Bytes.zeros(64), Bytes.zeros(4096));
    assertThat(HttpsAttestation.parse(largest.json())).isEqualTo(largest);
    assertThat(largest.json().length()).isLessThanOrEqualTo(HttpsAttestation.MOST_TEXT);
    String more =
        new HttpsAttestation(Bytes.zeros(70), Bytes.zeros(most + 1), Bytes.zeros(64)).json();
    assertThatExceptionOfType(MalformedExchangeException.class)
        .isThrownBy(() -> HttpsAttestation.parse(more))
        .withMessageContaining("evidence of " + (most + 1) + " bytes");
    String tooLong = "{\"version\":1,\"statement\":\"" + "A".repeat(HttpsAttestation.MOST_TEXT);
    assertThatExceptionOfType(MalformedExchangeException.class)
        .isThrownBy(() -> HttpsAttestation.parse(tooLong))
        .withMessageContaining("longer than");
    for (String hostile :
        new String[] {
          tooLong.substring(0, HttpsAttestation.MOST_TEXT),
          " ".repeat(HttpsAttestation.MOST_TEXT),
          "{\"version\":1,\"statement\":\"" + "=".repeat(HttpsAttestation.MOST_TEXT - 28)
        }) {
      assertThatExceptionOfType(MalformedExchangeException.class)
          .isThrownBy(() -> HttpsAttestation.parse(hostile))
          .withMessageContaining("not an attestation");
    }
  }

  @Test
  void countsWhatIsMissingFromEachBeginningOfAResponse() throws MalformedExchangeException {
    byte[] whole =
        new ExchangeResponse(Bytes.zeros(70), Bytes.zeros(300), Bytes.zeros(64))
            .encoded()
            .toByteArray();
    for (int i = 0; i < whole.length; i++) {
      int missing = ExchangeResponse.missing(ByteBuffer.wrap(whole, 0, i));
      assertThat(missing).isBetween(1, whole.length - i);
    }
    assertThat(ExchangeResponse.missing(ByteBuffer.wrap(whole))).isZero();
    assertThat(ExchangeResponse.missing(ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 3))))
        .isEqualTo(-3);
  }
}

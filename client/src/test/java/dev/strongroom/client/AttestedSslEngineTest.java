// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.TlsPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine alone, against a real TLS engine, record by record.
class AttestedSslEngineTest {
  private static final ServerCertificate CERTIFICATE = TlsPeer.certificate();

  private final FakeEnclave enclave = new FakeEnclave(Appraisals.VENDOR);

  private EnginePair.Answer honest(int pieces) {
    return (request, session) -> {
      byte[] whole =
          new ExchangeResponder(enclave).answer(request, session).encoded().toByteArray();
      List<byte[]> parts = new ArrayList<>();
      for (int i = 0; i < pieces; i++) {
        parts.add(
            Arrays.copyOfRange(whole, whole.length * i / pieces, whole.length * (i + 1) / pieces));
      }
      return parts;
    };
  }

  private static EnginePair pair(int chunk, EnginePair.Answer answer) {
    return new EnginePair(
        new AttestedSslContext(Appraisals.usual()).createSSLEngine("enclave.test", 443),
        CERTIFICATE,
        chunk,
        answer);
  }

  private static void talk(EnginePair pair) throws IOException {
    ByteBuffer question = ByteBuffer.wrap(new byte[50_000]);
    while (question.hasRemaining()) {
      pair.client.wrap(question, pair.toServer());
      pair.serve();
    }
    assertThat(pair.atServer().position()).isEqualTo(50_000);
    pair.server.wrap(ByteBuffer.wrap(new byte[700]), pair.toClient());
    ByteBuffer plain = ByteBuffer.allocate(70_000);
    pair.toClient().flip();
    while (pair.toClient().hasRemaining()) {
      pair.client.unwrap(pair.toClient(), plain);
    }
    assertThat(plain.position()).isEqualTo(700);
    pair.toClient().compact();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 97, 1 << 19})
  void finishesOnceVerifiedHoweverBytesArrive(int chunk) throws IOException {
    for (int pieces : new int[] {1, 3, 50}) {
      EnginePair pair = pair(chunk, honest(pieces));
      pair.handshake();
      assertThat(pair.client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
      assertThat(AttestedSession.server(pair.client.getSession())).isPresent();
      talk(pair);
      assertThat(pair.finished).isEqualTo(1);
    }
  }

  /// Every byte of magic, version, statement, lengths and signature; of the evidence, whose own
  /// tests change each byte, every eleventh.
  @Test
  void noByteOfTheResponseCanBeChanged() throws IOException {
    AttestationSource.Attested attested = enclave.current();
    AttestationSource once = source(attested);
    int evidenceAt = 4 + 1 + 2 + attested.statement().encoded().length() + 4;
    int signatureAt = evidenceAt + attested.evidence().length();
    for (int at = 0; at < signatureAt + 64; at++) {
      boolean evidence = at >= evidenceAt && at < signatureAt;
      if (!evidence || at % 11 == 0) {
        assertChangeIsRefused(once, at);
      }
    }
  }

  private static AttestationSource source(AttestationSource.Attested attested) {
    return new AttestationSource() {
      @Override
      public Attested current() {
        return attested;
      }

      @Override
      public Attested fresh(Bytes nonce) {
        return attested;
      }
    };
  }

  private static void assertChangeIsRefused(AttestationSource source, int at) {
    EnginePair pair =
        pair(
            1 << 19,
            (request, session) -> {
              byte[] whole =
                  new ExchangeResponder(source).answer(request, session).encoded().toByteArray();
              whole[at] ^= 0x20;
              return List.of(whole);
            });
    Throwable thrown =
        catchThrowable(() -> {
          pair.client.beginHandshake();
          // A longer length makes the engine wait for bytes that don't come: the server closes.
          for (int steps = 0; pair.finished == 0; steps++) {
            pair.step();
            pair.serve();
            if (steps == 60) {
              pair.closeServer();
            }
          }
        });
    assertThat(thrown).as("byte %d changed", at).isInstanceOf(SSLHandshakeException.class);
    assertThat(thrown.getCause()).isInstanceOf(ChannelException.class);
    assertThat(pair.atServer().position()).isZero();
  }

  @Test
  void closeInsteadOfAResponseIsARefusal() {
    EnginePair pair = pair(1 << 19, (_, _) -> List.of());
    Throwable thrown =
        catchThrowable(() -> {
          pair.client.beginHandshake();
          for (int steps = 0; pair.finished == 0; steps++) {
            pair.step();
            pair.serve();
            if (steps == 50) {
              pair.closeServer();
            }
          }
        });
    assertThat(Attack.refusal(thrown).refusal()).isEqualTo(Refusal.EXCHANGE);
    assertThat(pair.client.isInboundDone()).isTrue();
    assertThat(pair.client.isOutboundDone()).isTrue();
    assertThat(pair.client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    assertThatThrownBy(() -> pair.client.wrap(ByteBuffer.allocate(9), ByteBuffer.allocate(20_000)))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void aServerHasTwentySeconds() {
    AtomicLong nanos = new AtomicLong();
    dev.strongroom.channel.ServerAppraisal appraisal = Appraisals.usual();
    EnginePair pair =
        new EnginePair(
            new AttestedSslEngine(appraisal.engine("it", 1), appraisal, _ -> {}, nanos::get),
            CERTIFICATE,
            1 << 19,
            (_, _) -> List.of());
    Throwable thrown =
        catchThrowable(() -> {
          pair.client.beginHandshake();
          for (int steps = 0; steps < 100; steps++) {
            nanos.addAndGet(Duration.ofMillis(300).toNanos());
            pair.step();
            pair.serve();
          }
        });
    assertThat(Attack.refusal(thrown).refusal()).isEqualTo(Refusal.EXCHANGE);
    assertThat(nanos.get()).isBetween(20_000_000_000L, 21_000_000_000L);
  }

  @Test
  void nothingIsSentOnceTheAttestationIsTooOld() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Appraisals.NOW);
    EnginePair pair =
        new EnginePair(
            new AttestedSslContext(Appraisals.lasting(Duration.ofMinutes(1), now::get))
                .createSSLEngine("it", 1),
            CERTIFICATE,
            1 << 19,
            honest(1));
    pair.handshake();
    talk(pair);
    now.updateAndGet(t -> t.plusSeconds(60));
    ByteBuffer question = ByteBuffer.wrap(new byte[10]);
    int before = pair.toServer().position();
    assertThatThrownBy(() -> pair.client.wrap(question, pair.toServer()))
        .isInstanceOf(SSLException.class)
        .cause()
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.REATTESTATION_DUE));
    assertThat(question.position()).isZero();
    assertThat(pair.toServer().position()).isEqualTo(before);
    assertThat(pair.client.isOutboundDone()).isTrue();
  }

  @Test
  void smallBuffersAreAskedAgain() throws IOException {
    EnginePair pair = pair(1 << 19, honest(1));
    pair.client.beginHandshake();
    boolean overflowed = false;
    while (pair.finished == 0) {
      if (pair.client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        SSLEngineResult tooSmall = pair.client.wrap(ByteBuffer.allocate(1), ByteBuffer.allocate(3));
        overflowed |= tooSmall.getStatus() == Status.BUFFER_OVERFLOW;
        assertThat(tooSmall.bytesProduced()).isZero();
        if (tooSmall.getHandshakeStatus() == HandshakeStatus.FINISHED) {
          break;
        }
      }
      pair.step();
      pair.serve();
    }
    assertThat(overflowed).isTrue();
    talk(pair);
  }

  @Test
  void closesLikeAnyEngine() throws IOException {
    EnginePair pair = pair(1 << 19, honest(1));
    pair.handshake();
    talk(pair);
    pair.atServer().clear();
    pair.client.closeOutbound();
    while (!pair.client.isOutboundDone()) {
      pair.client.wrap(ByteBuffer.allocate(0), pair.toServer());
    }
    pair.serve();
    assertThat(pair.server.isInboundDone()).isTrue();
    pair.closeServer();
    pair.toClient().flip();
    SSLEngineResult last = pair.client.unwrap(pair.toClient(), ByteBuffer.allocate(20_000));
    assertThat(last.getStatus()).isEqualTo(Status.CLOSED);
    assertThat(pair.client.isInboundDone()).isTrue();
  }

  @Test
  void canBeAbandonedBeforeTheVerdict() throws IOException {
    for (int at = 0; at < 12; at++) {
      EnginePair pair = pair(1 << 19, honest(1));
      pair.client.beginHandshake();
      for (int steps = 0; steps < at && pair.finished == 0; steps++) {
        pair.step();
        pair.serve();
      }
      pair.client.closeOutbound();
      ByteBuffer secret = ByteBuffer.allocate(10);
      for (int i = 0; i < 10 && !pair.client.isOutboundDone(); i++) {
        SSLEngineResult result = pair.client.wrap(secret, pair.toServer());
        assertThat(result.bytesConsumed()).isZero();
      }
      assertThat(pair.client.isOutboundDone()).as("abandoned after %d steps", at).isTrue();
      // What the server makes of a client that leaves is its own business.
      Throwable atServer = catchThrowable(pair::serve);
      assertThat(atServer == null || atServer instanceof SSLException).isTrue();
      assertThat(pair.atServer().position()).isZero();
    }
  }

  @Test
  void aListenerThatThrowsRefuses() {
    EnginePair pair =
        new EnginePair(
            new AttestedSslContext(
                    Appraisals.usual(),
                    (AttestedServer _) -> {
                      throw new IllegalStateException("not this one");
                    })
                .createSSLEngine("it", 1),
            CERTIFICATE,
            1 << 19,
            honest(1));
    assertThatThrownBy(pair::handshake).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> pair.client.wrap(ByteBuffer.allocate(1), ByteBuffer.allocate(20_000)))
        .isInstanceOf(SSLHandshakeException.class);
  }
}

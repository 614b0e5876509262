// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKey;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageReceiver;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.OpenedRequest;
import dev.strongroom.channel.message.ReplayGuard;
import dev.strongroom.channel.message.SealedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Any bytes as an encrypted request, and as the response to one. The seeds are the example of
/// `docs/encrypted-messages.md`, the only thing that opens.
class MessageFuzzTest {
  private static final InstantSource CLOCK = () -> Instant.parse("2026-03-21T17:18:14.250Z");
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final MessageKey KEY = MessageKey.generate(new Constant(0xb0));
  private static final SigningKey ATTESTATION = SigningKey.ofSeed(filled(0xa1));
  private static final KeyStatement STATEMENT =
      new KeyStatement(
          ATTESTATION.publicKey(),
          SigningKey.ofSeed(filled(0xa2)).publicKey(),
          Optional.of(KEY.publicKey()));
  private static final MessageKeys KEYS = verifiedKeys();

  @FuzzTest(maxDuration = "20s")
  void bytesAreARequestOrRefused(byte[] input) throws IOException {
    try {
      assertThat(request(input)).isEqualTo("hello");
    } catch (MessageException e) {
      assertThat(e.refusal().code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAResponseOrRefused(byte[] input) throws IOException {
    try {
      assertThat(response(input)).isEqualTo("hi there");
    } catch (MessageException e) {
      assertThat(e.refusal().code()).isNotBlank();
    }
  }

  @Test
  void theSeedsOpen() throws IOException {
    assertThat(request(seed("bytesAreARequestOrRefused/request.bin"))).isEqualTo("hello");
    assertThat(response(seed("bytesAreAResponseOrRefused/response.bin"))).isEqualTo("hi there");
  }

  private static byte[] seed(String name) throws IOException {
    try (InputStream in =
        MessageFuzzTest.class.getResourceAsStream("MessageFuzzTestInputs/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static String request(byte[] input) throws IOException {
    MessageReceiver receiver =
        new MessageReceiver(KEY, STATEMENT, new ReplayGuard(CLOCK, WINDOW, 1), new Constant(0xd0));
    OpenedRequest opened =
        receiver.open("POST", "/v1/chat?model=small", new ByteArrayInputStream(input));
    return new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String response(byte[] input) throws IOException {
    SealedRequest sealed =
        KEYS.seal(
            "POST",
            "/v1/chat?model=small",
            List.of(new Field("content-type", "text/plain")),
            new ByteArrayInputStream(new byte[0]));
    try (MessageResponse response =
        sealed.open(200, MessageFormat.CONTENT_TYPE, new ByteArrayInputStream(input))) {
      return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static MessageKeys verifiedKeys() {
    FakeNitro vendor = FakeNitro.create();
    NitroPolicy policy =
        NitroPolicy.builder()
            .anchor(vendor.simulatedAnchor())
            .ignoreImage("fuzzing")
            .ignoreSigner("fuzzing")
            .ignoreRole("fuzzing")
            .ignoreInstance("fuzzing")
            .ignoreNonce("fuzzing")
            .requirePublicKey()
            .requireUserData()
            .ignoreAge("fuzzing")
            .build();
    MessageClient client =
        new MessageClient(
            new ChannelPolicy(policy, Optional.empty(), false, WINDOW),
            Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
            CLOCK,
            new Constant(0xc1));
    try {
      Bytes nonce = Bytes.copyOf(filled(0xc1));
      return client
          .query()
          .verify(HttpsAttestation.make(new Source(vendor), Bytes.EMPTY, nonce).json());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Source(FakeNitro vendor) implements AttestationSource {
    @Override
    public Attested current() {
      FakeDocument document = vendor.document();
      document
          .content()
          .bytes("public_key", STATEMENT.attestationKey())
          .bytes("user_data", STATEMENT.binding());
      return new Attested(STATEMENT, document.issue(), ATTESTATION);
    }

    @Override
    public Attested fresh(Bytes nonce) {
      return current();
    }
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /// So that the same keys are made in each run.
  private static final class Constant extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte value;

    Constant(int value) {
      this.value = (byte) value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }
}

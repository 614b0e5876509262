// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.fixtures.Channels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Both ends of encrypted messages, with evidence of a simulated vendor between them. Randomness is
/// counted up from a seed, so the same messages are made again.
final class Ends {
  static final FakeNitro VENDOR = FakeNitro.create();
  static final Instant NOW = FakeNitro.TIME.plusSeconds(9);
  static final Duration WINDOW = Duration.ofMinutes(2);
  static final Bytes LEAF_KEY = Bytes.utf8("a leaf key that the client doesn't see");

  Instant now = NOW;
  final SigningKey attestationKey = SigningKey.ofSeed(filled(0xa1));
  final SigningKey identityKey = SigningKey.ofSeed(filled(0xa2));
  final MessageKey messageKey = MessageKey.generate(new Counting(0xb0));
  KeyStatement statement =
      new KeyStatement(
          attestationKey.publicKey(), identityKey.publicKey(), Optional.of(messageKey.publicKey()));
  final MessageReceiver receiver = receiver(16);
  final MessageClient client = client(Optional.of(identityKey.publicKey()));

  MessageReceiver receiver(int capacity) {
    return new MessageReceiver(
        messageKey, statement, new ReplayGuard(() -> now, WINDOW, capacity), new Counting(0xd0));
  }

  MessageClient client(Optional<Bytes> identity) {
    return new MessageClient(
        new ChannelPolicy(
            Channels.appraisal(VENDOR.simulatedAnchor(), false),
            identity,
            false,
            Duration.ofMinutes(10)),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
        () -> now,
        new Counting(0xc0));
  }

  /// What the enclave answers to a query.
  String attestation(MessageClient.Query query) throws IOException {
    String target = query.target();
    Bytes nonce = Bytes.fromHex(target.substring(target.indexOf('=') + 1));
    return HttpsAttestation.make(source(), LEAF_KEY, nonce).json();
  }

  AttestationSource source() {
    return new AttestationSource() {
      @Override
      public Attested current() {
        FakeDocument document = VENDOR.document();
        document
            .content()
            .bytes("public_key", statement.attestationKey())
            .bytes("user_data", statement.binding());
        return new Attested(statement, document.issue(), attestationKey);
      }

      @Override
      public Attested fresh(Bytes nonce) {
        return current();
      }
    };
  }

  MessageKeys keys() throws IOException {
    MessageClient.Query query = client.query();
    return query.verify(attestation(query));
  }

  SealedRequest seal(String method, String target, byte[] body) throws IOException {
    return keys()
        .seal(
            method,
            target,
            List.of(new Field("content-type", "text/plain")),
            new ByteArrayInputStream(body));
  }

  static byte[] respond(OpenedRequest request, int status, byte[] body, int... flushAfter)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SealedResponse response = request.respond(status, List.of(new Field("x-answer", "yes")), out);
    int from = 0;
    for (int end : flushAfter) {
      response.write(body, from, end - from);
      response.flush();
      from = end;
    }
    response.write(body, from, body.length - from);
    response.finish();
    return out.toByteArray();
  }

  static MessageResponse open(SealedRequest request, byte[] response) throws MessageException {
    return request.open(200, MessageFormat.CONTENT_TYPE, new ByteArrayInputStream(response));
  }

  static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /// Random bytes that aren't: each call fills with the next number.
  static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1;
    private int next;

    Counting(int first) {
      next = first;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) next);
      next++;
    }
  }
}

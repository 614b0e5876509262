// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.channel.message.MessageException;
import dev.strongroom.channel.message.MessageKey;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageReceiver;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.ReplayGuard;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.channel.message.SealedResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Java's ends of encrypted messages, with evidence of a simulated vendor between them. What is
/// random is always the same, so that the page's end can make the same bytes.
final class MessageEnds {
  static final String TARGET = "/v1/chat/completions?a=b";

  private static final Instant NOW = FakeNitro.TIME.plusSeconds(9);
  private static final FakeNitro VENDOR = FakeNitro.create();

  /// X25519 clears and sets some bits of what is drawn.
  private static final String EPHEMERAL = "c0" + "c1".repeat(30) + "41";

  private static final int RESPONSE_HEADER = 37, FRAME_AND_TAG = 3 + 16;

  private final SigningKey attestationKey = SigningKey.ofSeed(filled(0xa1));
  private final MessageKey messageKey = MessageKey.generate(new Fixed(0xb0));
  private final KeyStatement statement;
  private @Nullable MessageKeys keys;

  private MessageEnds(boolean withKey) {
    statement =
        new KeyStatement(
            attestationKey.publicKey(),
            SigningKey.ofSeed(filled(0xa2)).publicKey(),
            withKey ? Optional.of(messageKey.publicKey()) : Optional.empty());
  }

  static MessageEnds create() {
    return new MessageEnds(true);
  }

  /// Of an enclave that takes no messages.
  MessageEnds withoutKey() {
    return new MessageEnds(false);
  }

  MessageReceiver receiver() {
    return new MessageReceiver(
        messageKey,
        statement,
        new ReplayGuard(() -> NOW, Duration.ofMinutes(2), 16),
        new Fixed(0xd0));
  }

  private static NitroPolicy accepting(FakeNitro vendor) {
    return LenientPolicy.builder(vendor.simulatedAnchor())
        .requirePublicKey()
        .requireUserData()
        .build();
  }

  /// As a file.
  String policy() {
    return PolicyJson.of(accepting(VENDOR));
  }

  /// That accepts another vendor only.
  String policyOfAnother() {
    return PolicyJson.of(accepting(FakeNitro.create()));
  }

  private SealedRequest sealed(List<Field> fields, Bytes body) throws IOException {
    if (keys == null) {
      keys = keys(0xc1);
    }
    return keys.seal("POST", TARGET, fields, new ByteArrayInputStream(body.toByteArray()));
  }

  /// @param random that nonce and encapsulated keys are made of
  private MessageKeys keys(int random) throws IOException {
    return new MessageClient(
            new ChannelPolicy(accepting(VENDOR), Optional.empty(), false, Duration.ofMinutes(10)),
            Verifier.create(SignatureProvider.fastest(), PathCache.none()),
            () -> NOW,
            new Fixed(random))
        .query()
        .verify(attestation(Bytes.copyOf(filled(random))));
  }

  /// What Java's client sends.
  Bytes seal(List<Field> fields, Bytes body) throws IOException {
    return Bytes.copyOf(sealed(fields, body).body().readAllBytes());
  }

  /// What Java's client makes of a response, in the form of the script's answers.
  String opened(Bytes body, int status, String type, Bytes response) throws IOException {
    SealedRequest sealed = sealed(List.of(), body);
    List<String> said = new ArrayList<>();
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    try (MessageResponse opened =
        sealed.open(status, type, new ByteArrayInputStream(response.toByteArray()))) {
      said.add("status " + opened.status());
      opened.fields().forEach(field -> said.add(field.name() + ": " + field.value()));
      byte[] buffer = new byte[100];
      for (int n; (n = opened.body().read(buffer)) >= 0; ) {
        came.write(buffer, 0, n);
      }
      said.add(Bytes.copyOf(came.toByteArray()).hex());
      said.add("whole");
    } catch (MessageException e) {
      if (!said.isEmpty()) {
        said.add(Bytes.copyOf(came.toByteArray()).hex());
      }
      said.add("refused " + e.refusal().code());
    }
    return String.join("|", said);
  }

  /// What the enclave answers to the request with [MessageAgreementTest]'s body.
  ///
  /// @param flushAfter so many bytes
  Bytes response(int status, String text, int... flushAfter) throws IOException {
    return response(seal(List.of(), Bytes.utf8("{\"model\":\"tiny\"}")), status, text, flushAfter);
  }

  /// What it answers to another one.
  Bytes responseToAnother() throws IOException {
    SealedRequest other =
        keys(0xc2).seal("POST", TARGET, List.of(), new ByteArrayInputStream(new byte[1]));
    return response(Bytes.copyOf(other.body().readAllBytes()), 200, "one two three", 3, 7);
  }

  private Bytes response(Bytes request, int status, String text, int... flushAfter)
      throws IOException {
    var opened = receiver().open("POST", TARGET, new ByteArrayInputStream(request.toByteArray()));
    opened.body().readAllBytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] body = Bytes.utf8(text).toByteArray();
    SealedResponse response = opened.respond(status, List.of(new Field("x-answer", "yes")), out);
    int from = 0;
    for (int end : flushAfter) {
      response.write(body, from, end - from);
      response.flush();
      from = end;
    }
    response.write(body, from, body.length - from);
    response.finish();
    return Bytes.copyOf(out.toByteArray());
  }

  /// The header of a response, then each chunk.
  List<Bytes> pieces(Bytes response) {
    List<Bytes> pieces = new ArrayList<>();
    pieces.add(response.slice(0, RESPONSE_HEADER));
    for (int from = RESPONSE_HEADER; from < response.length(); ) {
      int length = ((response.at(from + 1) & 0xff) << 8) | (response.at(from + 2) & 0xff);
      pieces.add(response.slice(from, from + length + FRAME_AND_TAG));
      from += length + FRAME_AND_TAG;
    }
    return pieces;
  }

  static Bytes joined(List<Bytes> pieces, int... order) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int piece : order) {
      all.writeBytes(pieces.get(piece).toByteArray());
    }
    return Bytes.copyOf(all.toByteArray());
  }

  /// A question to the script: to seal the request that [#seal] seals.
  ///
  /// @param more members, each with a comma in front
  String question(List<Field> fields, Bytes body, String more) throws IOException {
    Bytes encapsulated = seal(fields, body).slice(37, 69);
    return """
    {"does":"seal","messageKey":"%s","keyId":"%s","time":%d,"ephemeral":"%s","encapsulated":"%s",%s%s}\
    """
        .formatted(
            messageKey.publicKey().hex(),
            keyId().hex(),
            NOW.toEpochMilli(),
            EPHEMERAL,
            encapsulated.hex(),
            request(fields, body),
            more);
  }

  /// A question to the script: to judge evidence, and to seal a request with what it binds.
  ///
  /// @param policy as a file; empty: none
  String chain(String policy, String more) throws IOException {
    Bytes nonce = Bytes.copyOf(filled(0xe0));
    return """
    {"does":"chain","policy":%s,"attestation":%s,"nonce":"%s","at":%d,"now":%d,%s%s}\
    """
        .formatted(
            policy.isEmpty() ? "null" : PolicyJson.text(policy),
            PolicyJson.text(attestation(nonce)).replace("\n", "\\n"),
            nonce.hex(),
            NOW.toEpochMilli(),
            NOW.toEpochMilli(),
            request(
                List.of(new Field("content-type", "application/json")),
                Bytes.utf8("{\"model\":\"tiny\"}")),
            more);
  }

  private static String request(List<Field> fields, Bytes body) {
    return "\"method\":\"POST\",\"target\":\"%s\",\"fields\":[%s],\"body\":\"%s\""
        .formatted(
            TARGET,
            fields.stream()
                .map(field ->
                    "[\"" + field.name() + "\",\"" + field.value().replace("\t", "\\t") + "\"]")
                .collect(Collectors.joining(",")),
            body.hex());
  }

  private Bytes keyId() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Bytes.utf8("strongroom message key v1\0").updateTo(digest);
      statement.encoded().updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String attestation(Bytes nonce) throws IOException {
    return HttpsAttestation.make(
            new AttestationSource() {
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
              public Attested fresh(Bytes asked) {
                return current();
              }
            },
            Bytes.utf8("a leaf key that the page doesn't see"),
            nonce)
        .json();
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /// Random bytes that aren't.
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final int value;

    Fixed(int value) {
      this.value = value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) value);
    }
  }
}

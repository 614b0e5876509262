// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignedRequestTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String EPOCH = "epoch-7f3a";
  private static final Bytes BODY = Bytes.utf8("{\"key\":\"k1\"}");
  private static final RequestTarget TARGET =
      new RequestTarget("POST", "/vault/v1/sign", "trace=1");

  private final SecureRandom random = new SecureRandom();
  private final RequestSigner signer = new RequestSigner(random, Duration.ofSeconds(60));

  private RequestKey key(RequestAlgorithm algorithm) {
    return algorithm == RequestAlgorithm.ED25519
        ? RequestKey.generateEd25519(random)
        : RequestKey.generateEc(algorithm, random);
  }

  private static Map<String, List<String>> lists(Map<String, String> headers) {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }

  @ParameterizedTest
  @EnumSource(names = "WEBAUTHN", mode = EnumSource.Mode.EXCLUDE)
  void roundTrip(RequestAlgorithm algorithm) throws Exception {
    try (RequestKey key = key(algorithm);
        RequestKey other = key(algorithm)) {
      SignedRequest request =
          SignedRequest.parse(TARGET, lists(signer.sign(TARGET, BODY, EPOCH, NOW, key)), BODY);
      assertThat(request.keyId()).isEqualTo(key.publicKey().id());
      assertThat(request.algorithm()).isEqualTo(algorithm);
      assertThat(request.epoch()).isEqualTo(EPOCH);
      assertThat(request.created()).isEqualTo(NOW);
      assertThat(request.expires()).isEqualTo(NOW.plusSeconds(60));
      assertThat(request.nonce().length()).isEqualTo(24);

      RequestPublicKey read = RequestPublicKey.parse(request.keyId());
      assertThat(read).isEqualTo(key.publicKey());
      request.verify(Optional.of(read));

      Throwable unknown = catchThrowable(() -> request.verify(Optional.empty()));
      Throwable wrong = catchThrowable(() -> request.verify(Optional.of(other.publicKey())));
      assertThat(unknown).isInstanceOf(RefusedRequestException.class);
      assertThat(wrong).hasMessage(unknown.getMessage()).hasMessageStartingWith("bad-signature");
    }
  }

  /// Whoever knows the key that stands in for unknown ones gets nothing from it.
  @Test
  void signedByTheDecoy() throws Exception {
    byte[] one = new byte[32];
    one[31] = 1;
    for (RequestKey key :
        List.of(
            RequestKey.ofEd25519(SigningKey.ofSeed(new byte[32])),
            RequestKey.ofEc(RequestAlgorithm.P256, one),
            RequestKey.ofEc(RequestAlgorithm.SECP256K1, one))) {
      assertThat(key.publicKey()).isEqualTo(Decoys.of(key.publicKey().algorithm()));
      SignedRequest request =
          SignedRequest.parse(TARGET, lists(signer.sign(TARGET, BODY, EPOCH, NOW, key)), BODY);
      assertThatThrownBy(() -> request.verify(Optional.empty()))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith("bad-signature");
    }
  }

  @Test
  void keyOfAnotherAlgorithm() throws Exception {
    try (RequestKey key = key(RequestAlgorithm.P256);
        RequestKey other = key(RequestAlgorithm.SECP256K1)) {
      SignedRequest request =
          SignedRequest.parse(TARGET, lists(signer.sign(TARGET, BODY, EPOCH, NOW, key)), BODY);
      assertThatThrownBy(() -> request.verify(Optional.of(other.publicKey())))
          .hasMessageStartingWith("bad-signature");
    }
  }

  /// Whatever was signed is changed once; parsing or verifying finds out.
  @ParameterizedTest
  @EnumSource(names = "WEBAUTHN", mode = EnumSource.Mode.EXCLUDE)
  void eachSignedPart(RequestAlgorithm algorithm) throws Exception {
    try (RequestKey key = key(algorithm)) {
      Map<String, List<String>> headers = lists(signer.sign(TARGET, BODY, EPOCH, NOW, key));
      Optional<RequestPublicKey> known = Optional.of(key.publicKey());
      for (RequestTarget target :
          List.of(
              new RequestTarget("PUT", "/vault/v1/sign", "trace=1"),
              new RequestTarget("POST", "/vault/v1/sign2", "trace=1"),
              new RequestTarget("POST", "/vault/v1/sign", ""))) {
        SignedRequest moved = SignedRequest.parse(target, headers, BODY);
        assertThatThrownBy(() -> moved.verify(known)).hasMessageStartingWith("bad-signature");
      }
      for (UnaryOperator<String> change :
          List.<UnaryOperator<String>>of(
              input -> input.replace("created=1", "created=2"),
              input -> input.replace("expires=1", "expires=2"),
              input -> input.replace("nonce=\"", "nonce=\"AAAA"),
              input -> input.replace("\"@method\" \"@path\"", "\"@path\" \"@method\""))) {
        SignedRequest changed =
            SignedRequest.parse(
                TARGET, changed(headers, RequestProfile.SIGNATURE_INPUT, change), BODY);
        assertThatThrownBy(() -> changed.verify(known)).hasMessageStartingWith("bad-signature");
      }
      SignedRequest otherEpoch =
          SignedRequest.parse(
              TARGET, changed(headers, RequestProfile.EPOCH, epoch -> epoch + "x"), BODY);
      assertThatThrownBy(() -> otherEpoch.verify(known)).hasMessageStartingWith("bad-signature");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "unknown-component | \"@method\" | \"@method\" \"date\"",
        "unknown-component | \"@method\" | \"@method\";req",
        "missing-component | ` \"@query\"` | ``",
        "missing-component | ` \"strongroom-epoch\"` | ``",
        "missing-component | ` \"content-digest\"` | ``",
        "malformed | \"@path\" | \"@method\"",
        "malformed | ` \"@path\"` | `  \"@path\"`",
        "malformed | ;created=1 | ;created=01",
        "malformed | ;created=1 | ;created=-1",
        "malformed | ;created=1 | ;created=1000000000000000",
        "malformed | ;created=1 | ;created=0.1",
        "malformed | ;nonce=\" | `;nonce=\"=`",
        "malformed | ;alg=\"ed25519\" | ;alg=25519",
        "malformed | strongroom=( | Strongroom=(",
        "malformed | strongroom=( | other=(",
        "malformed | -vault\" | `-vault\", b=()`",
        "malformed | -vault\" | `-vault\" `",
        "malformed | -vault\" | -vault",
        "malformed | ;tag= | ;created=1;tag=",
        "unknown-parameter | ;tag= | ;more=1;tag=",
        "missing-parameter | `;tag=\"strongroom-vault\"` | ``",
        "missing-parameter | `;alg=\"ed25519\"` | ``",
        "other-tag | -vault\" | -other\"",
        "unknown-algorithm | \"ed25519\" | \"rsa-v1_5-sha256\"",
        "unknown-algorithm | \"ed25519\" | \"hmac-sha256\"",
      })
  void signatureInput(String code, String from, String to) throws Exception {
    try (RequestKey key = key(RequestAlgorithm.ED25519)) {
      Map<String, List<String>> headers = lists(signer.sign(TARGET, BODY, EPOCH, NOW, key));
      Map<String, List<String>> changed =
          changed(
              headers,
              RequestProfile.SIGNATURE_INPUT,
              input -> input.replace(from, to == null ? "" : to));
      assertThat(changed).isNotEqualTo(headers);
      assertThatThrownBy(() -> SignedRequest.parse(TARGET, changed, BODY))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith(code + ":");
    }
  }

  @Test
  void headersAndBody() throws Exception {
    try (RequestKey key = key(RequestAlgorithm.ED25519)) {
      Map<String, List<String>> headers = lists(signer.sign(TARGET, BODY, EPOCH, NOW, key));
      for (String name : headers.keySet()) {
        Map<String, List<String>> without = new HashMap<>(headers);
        without.remove(name);
        refused(without, BODY, "missing-header");
        Map<String, List<String>> twice = new HashMap<>(headers);
        String value = headers.get(name).getFirst();
        twice.put(name, List.of(value, value));
        refused(twice, BODY, "malformed");
      }
      refused(headers, Bytes.utf8("{\"key\":\"k2\"}"), "wrong-digest");
      refused(
          changed(headers, "content-digest", digest -> digest.replace("256", "512")),
          BODY,
          "malformed");
      refused(changed(headers, "signature", value -> value.replace("=:", ":")), BODY, "malformed");
    }
  }

  private static void refused(Map<String, List<String>> headers, Bytes body, String code) {
    assertThatThrownBy(() -> SignedRequest.parse(TARGET, headers, body))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageStartingWith(code + ":");
  }

  /// A passkey's request carries the assertion, and nothing that looks like a signature.
  @Test
  void passkey() throws Exception {
    UnsignedRequest unsigned =
        signer.prepare(TARGET, BODY, EPOCH, NOW, RequestAlgorithm.WEBAUTHN, "AQIDBA");
    Map<String, List<String>> headers = lists(unsigned.withPasskey(Bytes.utf8("{}")));
    SignedRequest request = SignedRequest.parse(TARGET, headers, BODY);
    assertThat(request.challenge()).isEqualTo(unsigned.challenge());
    assertThat(request.proof()).isEqualTo(Bytes.utf8("{}"));
    assertThatThrownBy(() -> request.verify(Optional.empty()))
        .hasMessageStartingWith("bad-signature");

    headers.put("signature", List.of("strongroom=:AA==:"));
    refused(headers, BODY, "malformed");
  }

  @Test
  void targetsThatAreNone() {
    for (String path :
        List.of("", "vault", "/a b", "/a?b", "/a#b", "/\n", "/é", "/" + "a".repeat(4000))) {
      assertThatThrownBy(() -> RequestTarget.received("POST", path, ""))
          .as(path)
          .isInstanceOf(RefusedRequestException.class);
    }
    assertThatThrownBy(() -> RequestTarget.received("post", "/", ""))
        .isInstanceOf(RefusedRequestException.class);
    assertThatThrownBy(() -> RequestTarget.received("POST", "/", "a#b"))
        .isInstanceOf(RefusedRequestException.class);
  }

  @Test
  void keysThatAreNone() {
    for (String id :
        List.of(
            "",
            ":",
            "ed25519:",
            "ed25519:zz",
            // The neutral element, and another point of small order.
            "ed25519:01" + "00".repeat(31),
            "ed25519:" + "00".repeat(32),
            "p256:00",
            "p256:02" + "ff".repeat(32),
            "secp256k1:02" + "00".repeat(32),
            "webauthn:00")) {
      assertThatThrownBy(() -> RequestPublicKey.parse(id))
          .as(id)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Bytes changed at random give a refusal or a request, and nothing else.
  @Test
  void hostileHeaders() throws Exception {
    Random chance = new Random(20260301);
    int refused = 0;
    try (RequestKey key = key(RequestAlgorithm.P256)) {
      Map<String, List<String>> headers = lists(signer.sign(TARGET, BODY, EPOCH, NOW, key));
      List<String> names = List.copyOf(headers.keySet());
      for (int i = 0; i < 20_000; i++) {
        String name = names.get(chance.nextInt(names.size()));
        Map<String, List<String>> hostile = changed(headers, name, value -> mutated(value, chance));
        try {
          SignedRequest.parse(TARGET, hostile, BODY).verify(Optional.empty());
        } catch (RefusedRequestException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isEqualTo(20_000);
    refused(Map.of("signature-input", List.of("a=(".repeat(1 << 20))), BODY, "malformed");
  }

  private static String mutated(String value, Random chance) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    switch (chance.nextInt(3)) {
      case 0 -> bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt(256);
      case 1 -> bytes = Arrays.copyOf(bytes, chance.nextInt(bytes.length));
      default ->
          bytes[chance.nextInt(bytes.length)] = (byte) "\\\":;=(), ".charAt(chance.nextInt(9));
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Map<String, List<String>> changed(
      Map<String, List<String>> headers, String name, UnaryOperator<String> change) {
    Map<String, List<String>> changed = new HashMap<>(headers);
    changed.put(name, List.of(change.apply(headers.get(name).getFirst())));
    return changed;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.fixtures.FakeEnvelope;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.fixtures.TestAuthority;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// An enclave gets its root secret from KMS through its egress, and nobody else gets it. Module
/// `integration` has the real host in the place of the double.
@Timeout(120)
class KmsRootSecretTest {
  private KmsWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new KmsWorld();
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  private KmsFailure failure() {
    return world.failure(world.device());
  }

  @ParameterizedTest
  @EnumSource
  void firstStartMakesItAndLaterStartsGetTheSame(FakeEnvelope shape) throws Exception {
    world.kms().shape(shape);
    Bytes first = world.obtained();
    assertThat(world.kms().operations())
        .containsExactly("TrentService.GenerateDataKey", "TrentService.Decrypt");
    assertThat(world.obtained()).isEqualTo(first);
    assertThat(world.kms().operations()).hasSize(3).last().isEqualTo("TrentService.Decrypt");
    assertThat(world.host().connected()).isPositive();
    assertThat(world.waited()).isEmpty();
  }

  @Test
  void eachStartHasAKeyOfItsOwn() throws Exception {
    world.freshRecipients();
    Bytes first = world.obtained();
    Bytes key = world.lastRecipient();
    assertThat(world.obtained()).isEqualTo(first);
    assertThat(world.lastRecipient()).isNotEqualTo(key);
  }

  @Test
  void anotherMeasurementIsDenied() throws Exception {
    Bytes first = world.obtained();
    Device other = world.otherDevice();
    world.release(world.imageOf(world.device()), other);
    assertThat(world.failure(other))
        .isEqualTo(
            new KmsFailure.Refused(
                KmsRefusal.DENIED, "AccessDeniedException", "no identity-based policy allows it"));
    world.release(world.imageOf(world.device()), world.device());
    assertThat(world.obtained()).isEqualTo(first);
  }

  @Test
  void evidenceUnderAnotherRootIsRefused() throws Exception {
    assertThat(world.failure(world.otherDevice()).code()).isEqualTo("kms-refused");
  }

  /// What the host could try with its own credentials: evidence that binds a key of its own.
  @Test
  void evidenceForAnotherKeyOpensNothingHere() throws Exception {
    Bytes others =
        RecipientKey.generate(RecipientKey.BITS, new SecureRandom()).subjectPublicKeyInfo();
    assertThat(world.failure(new Rebinding(world.device(), others)))
        .isEqualTo(new KmsFailure.Unopenable());
    assertThat(world.failure(new Rebinding(world.device(), Bytes.utf8("an Ed25519 key"))).code())
        .isEqualTo("kms-refused");
  }

  /// A device that binds another key than it was asked to.
  private record Rebinding(Device device, Bytes key) implements Device {
    @Override
    public String name() {
      return device.name();
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
        throws DeviceException {
      return device.attest(key, userData, nonce);
    }
  }

  private void tamper(String member, String value) {
    world
        .kms()
        .tamper(answer -> {
          answer.put(member, value);
          return answer;
        });
  }

  @Test
  void anAnswerForAnotherKeyIsRefused() throws Exception {
    world.obtained();
    Bytes others =
        RecipientKey.generate(RecipientKey.BITS, new SecureRandom()).subjectPublicKeyInfo();
    tamper(
        "CiphertextForRecipient", FakeKms.base64(FakeEnvelope.CHUNKED.seal(new byte[32], others)));
    assertThat(failure()).isEqualTo(new KmsFailure.Unopenable());
  }

  @Test
  void plaintextIsRefused() throws Exception {
    world.obtained();
    tamper("Plaintext", Base64.getEncoder().encodeToString(new byte[32]));
    assertThat(failure()).isEqualTo(new KmsFailure.PlaintextPresent());
  }

  @Test
  void anotherKmsKeyIsRefused() throws Exception {
    String other = FakeKms.KEY.replace("1234abcd", "99999999");
    tamper("KeyId", other);
    assertThat(failure()).isEqualTo(new KmsFailure.WrongKey(other));
    world
        .kms()
        .tamper(answer -> {
          answer.remove("KeyId");
          return answer;
        });
    assertThat(failure()).isEqualTo(new KmsFailure.WrongKey("(unnamed)"));
  }

  @ParameterizedTest
  @CsvSource({"CiphertextForRecipient,''", "CiphertextForRecipient,%%%", "CiphertextBlob,''"})
  void incompleteAnswersAreRefused(String member, String value) {
    tamper(member, value);
    assertThat(failure()).isInstanceOf(KmsFailure.MalformedAnswer.class);
  }

  @Test
  void aSecretOfAnotherLengthIsRefused() throws Exception {
    world.obtained();
    world
        .kms()
        .tamper(answer -> {
          answer.put(
              "CiphertextForRecipient",
              FakeKms.base64(FakeEnvelope.CHUNKED.seal(new byte[31], world.lastRecipient())));
          return answer;
        });
    assertThat(failure()).isEqualTo(new KmsFailure.Unopenable());
  }

  /// CMS doesn't notice all changes; what is stored beside the ciphertext does.
  @Test
  void eachDamagedByteOfTheEnvelopeIsRefusedOrHarmless() throws Exception {
    Bytes right = world.obtained();
    for (int at : new int[] {40, 200, 600, 543, 545, 558, 561, 570, 580, 590, 605, 617, 618}) {
      world
          .kms()
          .tamper(answer -> {
            byte[] envelope = Base64.getDecoder().decode(answer.get("CiphertextForRecipient"));
            envelope[at] ^= 1;
            answer.put("CiphertextForRecipient", Base64.getEncoder().encodeToString(envelope));
            return answer;
          });
      if (at == 40) {
        assertThat(world.obtained()).as("in the recipient's identifier").isEqualTo(right);
      } else {
        assertThat(failure().code())
            .isIn("kms-secret-differs", "kms-unopenable", "kms-malformed-envelope");
      }
    }
  }

  @Test
  void whatWasStoredCanNotBeExchanged() throws Exception {
    Bytes first = world.obtained();
    Bytes stored = world.stored().orElseThrow();
    world.store(Optional.empty());
    world.obtained();
    Bytes others = world.stored().orElseThrow();

    Bytes swapped =
        Bytes.fromHex(stored.slice(0, 37).hex() + others.slice(37, others.length()).hex());
    world.store(Optional.of(swapped));
    assertThat(failure()).isEqualTo(new KmsFailure.SecretDiffers());

    world.store(Optional.of(stored.slice(0, stored.length() - 1)));
    assertThat(failure().code()).isEqualTo("kms-ciphertext");
    world.store(Optional.of(Bytes.utf8("nothing of the kind, but long enough to be one")));
    assertThat(failure()).isInstanceOf(KmsFailure.MalformedStored.class);
    world.store(Optional.of(Bytes.EMPTY));
    assertThat(failure()).isInstanceOf(KmsFailure.MalformedStored.class);
    byte[] damaged = stored.toByteArray();
    for (int at = 0; at < 37; at += 4) {
      byte[] one = damaged.clone();
      one[at] ^= 1;
      world.store(Optional.of(Bytes.copyOf(one)));
      assertThat(failure().code()).isIn("kms-malformed-stored", "kms-secret-differs");
    }
    world.store(Optional.of(stored));
    assertThat(world.obtained()).isEqualTo(first);
  }

  @Test
  void anotherDeploymentsSecretIsRefused() throws Exception {
    world.obtained();
    world.deployment("another");
    assertThat(failure().code()).isEqualTo("kms-ciphertext");
  }

  @Test
  void ofTwoFirstStartsOneWins() throws Exception {
    Bytes winner = world.obtained();
    Bytes stored = world.stored().orElseThrow();
    world.store(Optional.empty());
    world.storeBeforeSaving(stored);
    assertThat(world.obtained()).isEqualTo(winner);
    assertThat(world.stored()).contains(stored);
  }

  @Test
  void waitsForWhatPasses() throws Exception {
    world.kms().refuseNext(400, "ThrottlingException");
    world.kms().refuseNext(500, "KMSInternalException");
    world.kms().refuseNext(503, "com.amazonaws.kms#DependencyTimeoutException:http://x/");
    world.failStorageOnce();
    Bytes first = world.obtained();
    assertThat(world.waited())
        .hasSize(4)
        .satisfiesExactly(
            w -> assertThat(w).contains("storage"),
            w -> assertThat(w).contains("ThrottlingException"),
            w -> assertThat(w).contains("KMSInternalException"),
            w -> assertThat(w).contains("DependencyTimeoutException"));
    assertThat(world.pauses()).hasSize(4).allMatch(pause -> pause.toMillis() >= 100);
    assertThat(world.obtained()).isEqualTo(first);
  }

  @Test
  void waitsForCredentialsThatAreValid() throws Exception {
    world.expireCredentials();
    Bytes first = world.obtained();
    assertThat(world.waited())
        .isNotEmpty()
        .allMatch(w -> w.contains("credentials") && w.contains("ExpiredTokenException"));
    assertThat(first.length()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "400,DisabledException,kms-key",
    "400,KMSInvalidStateException,kms-key",
    "400,NotFoundException,kms-key",
    "400,InvalidCiphertextException,kms-ciphertext",
    "400,AccessDeniedException,kms-denied",
    "400,SomethingNew,kms-refused",
    "403,<script>,kms-refused"
  })
  void namesWhatDoesNotPass(int status, String type, String code) {
    world.kms().refuseNext(status, type);
    assertThat(failure().code()).isEqualTo(code);
    assertThat(world.stored()).isEmpty();
  }

  /// The host ends TLS itself, with a certificate of its own for the right name.
  @Test
  void aHostInBetweenIsRefused() throws Exception {
    world.obtained();
    try (KmsWorld.Impostor impostor = world.impostor(new TestAuthority().server(FakeKms.HOST))) {
      assertThat(impostor.failure()).isInstanceOf(KmsFailure.UntrustedServer.class);
      assertThat(impostor.requests()).as("the request never left").isZero();
    }
    try (KmsWorld.Impostor impostor = world.impostor(world.authority().server("kms.example"))) {
      assertThat(impostor.failure())
          .as("a good certificate for another name")
          .isInstanceOf(KmsFailure.UntrustedServer.class);
    }
  }

  @Test
  void endsWhenInterrupted() throws Exception {
    world.kms().close();
    List<Throwable> ended = new ArrayList<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              try (RootSecret _ = world.patientSource().obtain(world.provisioning())) {
                ended.add(new AssertionError("obtained"));
              } catch (Exception e) {
                ended.add(e);
              }
            });
    while (world.waited().isEmpty()) {
      Thread.sleep(10);
    }
    assertThat(world.waited().getFirst()).contains("can't be reached");
    waiting.interrupt();
    waiting.join();
    assertThat(ended).singleElement().isInstanceOf(InterruptedException.class);
  }

  @Test
  void answersOfAnyKindAreRefusedByName() throws Exception {
    world.obtained();
    for (String text : new String[] {"", "[]", "null", "{", "{\"KeyId\":1}", "{} x", "\"a\""}) {
      assertThat(KmsJson.texts(Bytes.utf8(text).toByteArray()).orElse(Map.of())).isEmpty();
    }
    assertThat(KmsJson.texts(Bytes.utf8("{\"a\":\"b\",\"a\":\"c\"}").toByteArray())).isEmpty();
    assertThat(KmsJson.texts(Bytes.utf8("{\"a\":null,\"b\":\"c\",\"d\":[1]}").toByteArray()))
        .contains(Map.of("b", "c"));
    assertThatThrownBy(() -> WrappedRootSecret.parse(Bytes.zeros(7000)))
        .isInstanceOf(KmsException.class);
    assertThat(Arrays.stream(KmsRefusal.values()).map(KmsRefusal::code)).doesNotHaveDuplicates();
  }
}

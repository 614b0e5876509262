// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.fixtures.FakeEnvelope;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.kms.KeptSecret.Owner;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An heir keeps what a sibling handed over, needs no sibling any more, and takes nothing else from
/// a host that says it was kept. Module `integration` has a real sibling.
@Timeout(120)
class KeptRootSecretTest {
  private static final String GENERATE = "TrentService.GenerateDataKey";
  private static final String DECRYPT = "TrentService.Decrypt";
  private static final int SEALED_FROM = 5;
  private static final int BLOB_FROM = SEALED_FROM + 85;

  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger asked = new AtomicInteger();
  private final RootSecret root = root(7);
  private final Owner owner = new Owner("test", FakeKms.KEY, root.identityKey());
  private KmsWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new KmsWorld();
    world.heir(
        root.identityKey(),
        _ -> {
          asked.incrementAndGet();
          return root(7);
        });
  }

  @AfterEach
  void stop() throws Exception {
    root.close();
    world.close();
  }

  private static RootSecret root(int of) {
    byte[] bytes = new byte[RootSecret.LENGTH];
    bytes[0] = (byte) of;
    return new RootSecret(Secret.owning(bytes));
  }

  private static Bytes shown(RootSecret of) {
    try (Secret shown = of.derive("shown", 32)) {
      return shown.use(Bytes::copyOf);
    }
  }

  /// From now on there is nobody to ask.
  private void noSibling() {
    world.heir(
        root.identityKey(),
        _ -> {
          throw new RootSecretException("no sibling");
        });
  }

  private String refused() {
    return world.failure(world.device()).code();
  }

  private void kept(Bytes value) {
    world.store(Optional.of(value));
  }

  @Test
  void asksOnceAndNeedsNoSiblingLater() throws Exception {
    assertThat(world.obtained()).isEqualTo(shown(root));
    assertThat(world.kms().operations()).containsExactly(GENERATE, DECRYPT);
    Bytes stored = world.stored().orElseThrow();
    Bytes secret = root.use(Bytes::copyOf);
    assertThat(stored.hex()).doesNotContain(secret.hex());

    noSibling();
    assertThat(world.obtained()).isEqualTo(shown(root));
    assertThat(world.kms().operations()).containsExactly(GENERATE, DECRYPT, DECRYPT);
    assertThat(world.stored()).contains(stored);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aHostThatHidesItMakesItAskAgainAndNothingElse() throws Exception {
    world.obtained();
    Bytes first = world.stored().orElseThrow();
    world.store(Optional.empty());
    assertThat(world.obtained()).isEqualTo(shown(root));
    assertThat(asked).hasValue(2);
    assertThat(world.stored().orElseThrow()).as("another data key").isNotEqualTo(first);
    kept(first);
    noSibling();
    assertThat(world.obtained()).as("an older one is the same secret").isEqualTo(shown(root));
  }

  @Test
  void anotherMeasurementGetsNothingOfIt() throws Exception {
    world.obtained();
    world.release(Bytes.zeros(48), world.device());
    assertThat(refused()).isEqualTo("kms-denied");
    assertThat(asked).as("a kept one isn't asked for again").hasValue(1);
  }

  /// Magic, version, seal's format, key version, salt, ciphertext, tag, and KMS's blob.
  @Test
  void eachKindOfByteIsRefusedIfChanged() throws Exception {
    world.obtained();
    Bytes stored = world.stored().orElseThrow();
    noSibling();
    int last = stored.length() - 1;
    for (int at : new int[] {0, 3, 4, 5, 6, 9, 10, 41, 42, 73, 74, 89, 90, 102, last}) {
      byte[] damaged = stored.toByteArray();
      damaged[at] ^= 1;
      kept(Bytes.copyOf(damaged));
      assertThat(refused())
          .as("byte " + at)
          .isEqualTo(
              at < SEALED_FROM
                  ? "kms-malformed-stored"
                  : at < BLOB_FROM ? "kms-kept-unopenable" : "kms-ciphertext");
    }
    for (int length : new int[] {0, 1, SEALED_FROM, BLOB_FROM, BLOB_FROM + 1, last}) {
      kept(stored.slice(0, length));
      assertThat(refused())
          .as(length + " bytes")
          .isEqualTo(length <= BLOB_FROM ? "kms-malformed-stored" : "kms-ciphertext");
    }
    kept(Bytes.zeros(BLOB_FROM + WrappedRootSecret.LONGEST + 1));
    assertThat(refused()).isEqualTo("kms-malformed-stored");
    kept(stored);
    assertThat(world.obtained()).isEqualTo(shown(root));
  }

  @Test
  void partsOfTwoValuesDoNotGoTogether() throws Exception {
    world.obtained();
    Bytes one = world.stored().orElseThrow();
    world.store(Optional.empty());
    world.obtained();
    Bytes other = world.stored().orElseThrow();
    kept(
        Bytes.fromHex(
            one.slice(0, BLOB_FROM).hex() + other.slice(BLOB_FROM, other.length()).hex()));
    assertThat(refused()).isEqualTo("kms-kept-unopenable");
  }

  @Test
  void whatKmsMadeForASourceOfItsOwnIsNoneThatWasKept() throws Exception {
    try (KmsWorld kms = new KmsWorld()) {
      kms.obtained();
      kept(kms.stored().orElseThrow());
    }
    assertThat(refused()).isEqualTo("kms-malformed-stored");
  }

  @Test
  void anotherDeploymentsIsRefusedByKmsAndByTheSeal() throws Exception {
    world.obtained();
    world.deployment("another");
    assertThat(refused()).isEqualTo("kms-ciphertext");
    assertThat(refusedFor(new Owner("another", FakeKms.KEY, root.identityKey())))
        .isEqualTo("kms-kept-unopenable");
  }

  @Test
  void anotherKeysOrIdentitysIsRefusedByTheSeal() throws Exception {
    assertThat(refusedFor(new Owner("test", FakeKms.KEY + "0", root.identityKey())))
        .isEqualTo("kms-kept-unopenable");
    assertThat(refusedFor(new Owner("test", FakeKms.KEY, Bytes.zeros(32))))
        .isEqualTo("kms-kept-unopenable");
    assertThat(refusedFor(owner)).isEmpty();
  }

  /// Opens as `owner` what was kept for somebody else, with the right data key.
  private String refusedFor(Owner other) {
    try (Secret dataKey = Secret.owning(new byte[32]);
        RootSecret _ =
            KeptSecret.of(root, dataKey, Bytes.utf8("blob"), other, random)
                .opened(dataKey, owner, random)) {
      return "";
    } catch (KmsException e) {
      return e.failure().code();
    }
  }

  @Test
  void aPinnedIdentityOfAnotherDeploymentOpensNothing() throws Exception {
    world.obtained();
    world.heir(root(8).identityKey(), _ -> root(8));
    assertThat(refused()).isEqualTo("kms-kept-unopenable");
  }

  private void release(byte[] dataKey) {
    world
        .kms()
        .tamper(answer -> {
          answer.put(
              "CiphertextForRecipient",
              FakeKms.base64(FakeEnvelope.CHUNKED.seal(dataKey.clone(), world.lastRecipient())));
          return answer;
        });
  }

  @Test
  void anotherDataKeyThanItsOwnIsNoticed() throws Exception {
    world.obtained();
    release(new byte[32]);
    assertThat(refused()).isEqualTo("kms-kept-unopenable");
    release(new byte[31]);
    assertThat(refused()).isEqualTo("kms-unopenable");
  }

  /// KMS gives one key and decrypts to another: found before anything is kept.
  @Test
  void aDataKeyThatDoesNotComeBackIsNotUsed() {
    AtomicInteger answers = new AtomicInteger();
    world
        .kms()
        .tamper(answer -> {
          byte[] other = new byte[32];
          other[0] = (byte) answers.incrementAndGet();
          answer.put(
              "CiphertextForRecipient",
              FakeKms.base64(FakeEnvelope.CHUNKED.seal(other, world.lastRecipient())));
          return answer;
        });
    assertThat(refused()).isEqualTo("kms-kept-unopenable");
    assertThat(answers).hasValue(2);
    assertThat(world.stored()).isEmpty();
  }

  /// Whoever knows the data key can seal another root secret, which leads elsewhere.
  @Test
  void aSecretOfAnotherIdentityIsRefusedByName() throws Exception {
    world.obtained();
    Bytes blob = world.stored().orElseThrow();
    byte[] known = new byte[32];
    try (RootSecret theirs = root(9);
        Secret dataKey = Secret.owning(known.clone())) {
      kept(
          KeptSecret.of(theirs, dataKey, blob.slice(BLOB_FROM, blob.length()), owner, random)
              .bytes());
      release(known);
      assertThat(world.failure(world.device()))
          .isEqualTo(new KmsFailure.KeptIdentity(theirs.identityKey()));
    }
  }

  @Test
  void aSiblingOfAnotherIdentityIsRefusedBeforeAnythingIsKept() {
    world.heir(root.identityKey(), _ -> root(8));
    assertThat(refused()).isEqualTo("kms-kept-identity");
    assertThat(world.kms().operations()).isEmpty();
    assertThat(world.stored()).isEmpty();
  }

  @Test
  void whatTheSiblingSaysEndsTheStart() {
    noSibling();
    assertThatThrownBy(world::obtained)
        .isInstanceOf(RootSecretException.class)
        .hasMessage("no sibling");
    assertThat(world.kms().operations()).isEmpty();
  }

  @Test
  void ofTwoFirstStartsBothHaveTheSame() throws Exception {
    world.obtained();
    Bytes winners = world.stored().orElseThrow();
    world.store(Optional.empty());
    world.storeBeforeSaving(winners);
    assertThat(world.obtained()).isEqualTo(shown(root));
    assertThat(world.stored()).contains(winners);
    assertThat(world.kms().operations()).as("the winner's was opened").endsWith(DECRYPT, DECRYPT);
  }

  @Test
  void aWinnerWithSomethingElseIsRefused() throws Exception {
    world.obtained();
    byte[] damaged = world.stored().orElseThrow().toByteArray();
    damaged[SEALED_FROM + 40] ^= 1;
    world.store(Optional.empty());
    world.storeBeforeSaving(Bytes.copyOf(damaged));
    assertThat(refused()).isEqualTo("kms-kept-unopenable");
  }

  @Test
  void waitsForWhatPassesAndAsksTheSiblingOnce() throws Exception {
    world.kms().refuseNext(400, "ThrottlingException");
    world.kms().refuseNext(500, "KMSInternalException");
    world.failStorageOnce();
    assertThat(world.obtained()).isEqualTo(shown(root));
    assertThat(world.waited()).hasSize(3);
    assertThat(asked).hasValue(1);
  }

  @Test
  void doesNotStartWithoutKeeping() {
    for (String type : List.of("AccessDeniedException", "DisabledException")) {
      world.kms().refuseNext(400, type);
      assertThat(refused()).isIn("kms-denied", "kms-key");
    }
    assertThat(world.stored()).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.enclave.vault.key.VaultContents;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A host that answers with what it likes: old values, others', none. What it can do is stop a key;
/// it can't have another secret used, or an earlier policy.
class HostAbuseTest {
  private static final String SECRETS = "vault/secret/";
  private static final String ONE =
      """
      {"version":1,"rules":[{"name":"one","effect":"allow","acts":["sign","mac"],
       "on":["evm-transaction","message"],"acceptUnsure":["any-message"],
       "limits":[{"name":"once","most":"1","within":"forever"}]}]}
      """;
  private static final String MANY = ONE.replace("\"most\":\"1\"", "\"most\":\"1000\"");
  private static final String PAYMENT = Rlp.sign(Rlp.transaction(Rlp.TO, BigInteger.TEN, ""));

  private VaultWorld world = null;
  private RequestKey owner = null;

  @BeforeEach
  void start() throws Exception {
    world = VaultWorld.start();
    owner = world.key();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static Bytes secret(MemoryStorage storage, String id, int version) {
    List<Bytes> names = storage.keys(SECRETS + id + "/" + version);
    assertThat(names).hasSize(1);
    return names.getFirst();
  }

  private static void copy(MemoryStorage from, Bytes name, MemoryStorage to, Bytes under) {
    to.replace(under, from.get(name).orElseThrow().value());
  }

  private static boolean signs(VaultWorld world, RequestKey owner, String id) throws Exception {
    Reply reply = world.post(owner, "/v1/keys/" + id + "/sign", PAYMENT);
    return reply.status() == 200;
  }

  @Test
  void anotherKeysSecret() throws Exception {
    String mine = Refused.key(world, owner, "secp256k1", MANY, "");
    String other = Refused.key(world, world.key(), "secp256k1", MANY, "");
    MemoryStorage storage = world.storage().copy();
    copy(storage, secret(storage, other, 1), storage, secret(storage, mine, 1));
    try (VaultWorld next = world.next(storage)) {
      Refused.entered(
          next.post(owner, "/v1/keys/" + mine + "/sign", PAYMENT), mine, "not-authentic");
    }
  }

  @Test
  void aSecretOfAnEarlierVersion() throws Exception {
    String id = Refused.key(world, owner, "hmac", MANY, "");
    String body = "{\"message\":\"00\"}";
    String before = world.post(owner, "/v1/keys/" + id + "/mac", body).ok().member("mac").text();
    world.post(owner, "/v1/keys/" + id + "/rotate", "{}").ok();
    String after = world.post(owner, "/v1/keys/" + id + "/mac", body).ok().member("mac").text();
    assertThat(after).isNotEqualTo(before);
    MemoryStorage storage = world.storage().copy();
    copy(storage, secret(storage, id, 1), storage, secret(storage, id, 2));
    try (VaultWorld next = world.next(storage)) {
      Refused.entered(next.post(owner, "/v1/keys/" + id + "/mac", body), id, "not-authentic");
    }
  }

  @Test
  void aSecretThatIsGone() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", MANY, "");
    MemoryStorage storage = world.storage().copy();
    storage.remove(secret(storage, id, 1));
    try (VaultWorld next = world.next(storage)) {
      Reply reply = next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("not-authentic");
    }
  }

  @Test
  void bytesOfTheHostsOwn() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", MANY, "");
    MemoryStorage storage = world.storage().copy();
    Bytes name = secret(storage, id, 1);
    Bytes good = storage.get(name).orElseThrow().value();
    for (int length : List.of(0, 1, 16, good.length() - 1, good.length() + 1, 100_000)) {
      byte[] bytes = new byte[length];
      byte[] from = good.toByteArray();
      System.arraycopy(from, 0, bytes, 0, Math.min(length, from.length));
      storage.replace(name, Bytes.copyOf(bytes));
      try (VaultWorld next = world.next(storage.copy())) {
        Refused.entered(next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT), id, "not-authentic");
      }
    }
  }

  @Test
  void thePolicyOfBefore() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", MANY, "");
    List<Bytes> first = world.storage().keys("vault policies");
    assertThat(first).hasSize(1);
    MemoryStorage old = world.storage().copy();
    world.put(owner, "/v1/keys/" + id + "/policy", "{\"policy\":" + ONE + "}").ok();
    assertThat(signs(world, owner, id)).isTrue();
    MemoryStorage storage = world.storage().copy();
    for (Bytes name : storage.keys("vault policies")) {
      copy(old, first.getFirst(), storage, name);
    }
    try (VaultWorld next = world.next(storage)) {
      Reply reply = next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.code()).isEqualTo("not-authentic");
    }
  }

  @Test
  void theStatesOfBefore() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", ONE, "");
    MemoryStorage young;
    // Its end writes a snapshot, in which the key has signed nothing.
    MemoryStorage storage = world.storage().copy();
    try (VaultWorld first = world.next(storage)) {
      first.get(owner, "/v1/keys/" + id + "/history").ok();
    }
    young = storage.copy();
    MemoryStorage later = storage.copy();
    try (VaultWorld second = world.next(later)) {
      assertThat(signs(second, owner, id)).isTrue();
    }
    MemoryStorage mixed = later.copy();
    for (Bytes name : young.keys("vault state")) {
      copy(young, name, mixed, name);
    }
    try (VaultWorld next = world.next(mixed)) {
      Refused.entered(next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT), id, "limit-exceeded");
    }
    // All of the snapshot that the host shows is old: the log says what came after. No snapshot at
    // all is the same, read from the beginning.
    MemoryStorage without = later.copy();
    later.keys("vault state").forEach(without::remove);
    try (VaultWorld next = world.next(without)) {
      Refused.entered(next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT), id, "limit-exceeded");
    } catch (ServiceException e) {
      // Or it doesn't start; it never forgets.
      assertThat(e).hasMessageContaining("not-authentic");
    }
  }

  @Test
  void theLogOfBefore() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", ONE, "");
    MemoryStorage old = world.storage().copy();
    assertThat(signs(world, owner, id)).isTrue();
    // The newest values, but not the entry that says that the key has signed.
    MemoryStorage now = world.storage().copy();
    for (Bytes name : now.keys("")) {
      if (old.get(name).isEmpty()) {
        MemoryStorage without = now.copy();
        without.remove(name);
        assertThatThrownBy(
                () -> {
                  try (VaultWorld next = world.next(without)) {
                    Refused.entered(
                        next.post(owner, "/v1/keys/" + id + "/sign", PAYMENT),
                        id,
                        "limit-exceeded");
                    throw new ServiceException("it isn't needed", null);
                  }
                })
            .isInstanceOf(ServiceException.class);
      }
    }
  }

  @Test
  void anOwnersKeyThatIsHidden() throws Exception {
    Refused.key(world, owner, "ed25519", ONE, "");
    MemoryStorage before = world.storage().copy();
    Refused.key(world, owner, "ed25519", ONE, "");
    MemoryStorage after = world.storage().copy();
    Refused.key(world, owner, "ed25519", ONE, "");
    MemoryStorage now = world.storage().copy();
    int hidden = 0;
    for (Bytes name : after.keys("")) {
      MemoryStorage less = now.copy();
      less.remove(name);
      if (before.get(name).isEmpty() && !lists(less)) {
        hidden++;
        for (Bytes other : before.keys("")) {
          MemoryStorage swapped = now.copy();
          copy(now, other, swapped, name);
          assertThat(lists(swapped)).isFalse();
        }
      }
    }
    assertThat(hidden).as("what a list needs").isPositive();
  }

  /// Whatever is hidden or swapped: all keys are listed, or none.
  private boolean lists(MemoryStorage storage) throws Exception {
    try (VaultWorld next = world.next(storage)) {
      Reply reply = next.get(owner, "/v1/keys");
      if (reply.status() == 200) {
        assertThat(reply.member("keys").items()).hasSize(3);
        return true;
      }
      assertThat(reply.status()).isEqualTo(503);
      return false;
    } catch (ServiceException e) {
      return false;
    }
  }

  @Test
  void nothingIsSignedThatWasNotEntered() throws Exception {
    String id = Refused.key(world, owner, "secp256k1", MANY, "");
    world
        .storage()
        .failWrites(
            3,
            new dev.strongroom.enclave.runtime.storage.StorageFailure.DiskFull(),
            MemoryStorage.Strike.BEFORE);
    for (int i = 0; i < 3; i++) {
      Reply reply = world.post(owner, "/v1/keys/" + id + "/sign", PAYMENT);
      assertThat(reply.code()).isEqualTo("disk-full");
      assertThat(reply.body().optional("results")).isEmpty();
    }
    assertThat(signs(world, owner, id)).isTrue();
    assertThat(world.dossier(VaultContents.key(id)))
        .filteredOn(entry -> "key-used".equals(((Map<?, ?>) entry.value()).get("kind")))
        .hasSize(1);
  }
}

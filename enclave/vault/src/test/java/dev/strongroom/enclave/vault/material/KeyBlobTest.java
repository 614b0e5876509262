// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.material.KeyBlobException.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A blob opens as the key and version that it is of, with the user's part if it has one.
class KeyBlobTest {
  private static final Bytes CONTEXT = Bytes.utf8("context");

  private final RootSecret root = new RootSecret(Vectors.secret("11".repeat(32)));
  private final Sealing sealing = new Sealing(root, "vault keys", 2, Vectors.RANDOM);
  private final KeyBlob blobs = new KeyBlob(sealing);
  private final Entropy entropy = Vectors.entropy();
  private KeyMaterial material;

  @BeforeEach
  void bear() throws Exception {
    material = KeyMaterial.born(KeyKind.SECP256K1, entropy);
  }

  @AfterEach
  void close() {
    material.close();
    root.close();
  }

  private static UserPart passkey(int seed) throws Exception {
    byte[] output = new byte[32];
    Arrays.fill(output, (byte) seed);
    return UserPart.Passkey.of(Secret.owning(output));
  }

  private static UserPart password(String text) throws Exception {
    return UserPart.Password.of(Secret.owning(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void refused(Refusal refusal, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeyBlobException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private void opens(KeyMaterial opened) {
    try (opened) {
      assertThat(opened.publicKeys()).isEqualTo(material.publicKeys()).isNotEmpty();
    }
  }

  @Test
  void aHostThatReturnsAnotherBlobIsFoundOut() throws Exception {
    Bytes blob = blobs.seal("alice", 1, material);
    opens(blobs.open("alice", 1, blob));
    refused(Refusal.OTHER_BLOB, () -> blobs.open("bob", 1, blob));
    refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 2, blob));
    // Neither may id and version be moved into each other.
    Bytes long1 = blobs.seal("alice\0\0\0\1", 1, material);
    refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 1, long1));
    RootSecret otherRoot = new RootSecret(Vectors.secret("12".repeat(32)));
    KeyBlob others = new KeyBlob(new Sealing(otherRoot, "vault keys", 2, Vectors.RANDOM));
    refused(Refusal.OTHER_BLOB, () -> others.open("alice", 1, blob));
    KeyBlob purpose = new KeyBlob(new Sealing(root, "vault names", 2, Vectors.RANDOM));
    refused(Refusal.OTHER_BLOB, () -> purpose.open("alice", 1, blob));
    refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 1, Bytes.EMPTY));
    assertThatThrownBy(() -> blobs.seal("", 1, material))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> blobs.open("alice", 0, blob))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyChangedByteAndEveryCutIsRefused() throws Exception {
    Bytes blob = blobs.seal("alice", 1, material);
    for (int at = 0; at < blob.length(); at++) {
      byte[] changed = blob.toByteArray();
      changed[at] ^= 1;
      refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 1, Bytes.copyOf(changed)));
      Bytes cut = blob.slice(0, at);
      refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 1, cut));
    }
  }

  @Test
  void whatIsSealedInNoKnownFormIsRefused() {
    byte[] context =
        ByteBuffer.allocate(29)
            .put("strongroom key blob v1\0".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1)
            .put((byte) 'a')
            .putInt(1)
            .array();
    for (byte[] plaintext : new byte[][] {{}, {0}, {3, 1}, {1}, {1, 2, 3}, new byte[200]}) {
      Bytes blob = sealing.seal(Bytes.copyOf(context), plaintext);
      refused(Refusal.MALFORMED, () -> blobs.open("a", 1, blob));
    }
    // The same seal holds what is well formed: it is the form that was refused.
    byte[] encoded = material.secret().encoded();
    byte[] form = new byte[encoded.length + 1];
    form[0] = 1;
    System.arraycopy(encoded, 0, form, 1, encoded.length);
    Bytes good = sealing.seal(Bytes.copyOf(context), form);
    assertThat(good.isEmpty()).isFalse();
    try (KeyMaterial opened = blobs.open("a", 1, good)) {
      assertThat(opened.publicKeys()).isEqualTo(material.publicKeys());
    } catch (KeyBlobException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resealingLeavesTheKeyAsItIs() throws Exception {
    KeyBlob before = new KeyBlob(new Sealing(root, "vault keys", 1, Vectors.RANDOM));
    try (UserPart part = passkey(7)) {
      Bytes old = before.seal("alice", 1, material, part, PasswordCost.LEAST, entropy);
      Bytes renewed = blobs.resealed("alice", 1, old);
      assertThat(Sealing.keyVersion(renewed)).isEqualTo(2);
      opens(blobs.open("alice", 1, renewed, part));
      refused(Refusal.OTHER_BLOB, () -> blobs.resealed("bob", 1, old));
    }
  }

  @Test
  void aPasskeysBlobOpensByThisPasskeyOnly() throws Exception {
    try (UserPart part = passkey(7);
        UserPart other = passkey(8);
        UserPart password = password("correct horse")) {
      Bytes blob = blobs.seal("alice", 1, material, part, PasswordCost.LEAST, entropy);
      opens(blobs.open("alice", 1, blob, part));
      refused(Refusal.WRONG_USER_PART, () -> blobs.open("alice", 1, blob, other));
      refused(Refusal.OTHER_METHOD, () -> blobs.open("alice", 1, blob, password));
      refused(Refusal.USER_PART_NEEDED, () -> blobs.open("alice", 1, blob));
      refused(Refusal.OTHER_BLOB, () -> blobs.open("alice", 2, blob, part));
      Bytes plain = blobs.seal("alice", 1, material);
      refused(Refusal.NO_USER_PART, () -> blobs.open("alice", 1, plain, part));
    }
  }

  @Test
  void aPasswordsBlobOpensByThisPasswordOnly() throws Exception {
    try (UserPart part = password("correct horse");
        UserPart other = password("correct horsf");
        UserPart passkey = passkey(7)) {
      Bytes blob = blobs.seal("alice", 1, material, part, PasswordCost.LEAST, entropy);
      opens(blobs.open("alice", 1, blob, part));
      refused(Refusal.WRONG_USER_PART, () -> blobs.open("alice", 1, blob, other));
      refused(Refusal.OTHER_METHOD, () -> blobs.open("alice", 1, blob, passkey));
    }
  }

  @Test
  void everyChangedByteOfAUsersShareIsRefusedByName() throws Exception {
    byte[] secret = {1, 2, 3};
    try (UserPart part = passkey(7)) {
      byte[] wrapped = UserShare.wrap(CONTEXT, secret, part, PasswordCost.LEAST, entropy);
      try (Secret opened = UserShare.open(CONTEXT, wrapped, part)) {
        assertThat(opened.<byte[], RuntimeException>use(byte[]::clone)).isEqualTo(secret);
      }
      assertThat(UserShare.wrap(CONTEXT, secret, part, PasswordCost.LEAST, entropy))
          .isNotEqualTo(wrapped);
      refused(Refusal.WRONG_USER_PART, () -> UserShare.open(Bytes.EMPTY, wrapped, part));
      for (int at = 0; at < wrapped.length; at++) {
        byte[] changed = wrapped.clone();
        changed[at] ^= 4;
        refused(
            at < 11 ? Refusal.MALFORMED : Refusal.WRONG_USER_PART,
            () -> UserShare.open(CONTEXT, changed, part));
        byte[] cut = Arrays.copyOf(wrapped, at);
        refused(
            at < 75 + 16 ? Refusal.MALFORMED : Refusal.WRONG_USER_PART,
            () -> UserShare.open(CONTEXT, cut, part));
      }
      refused(Refusal.MALFORMED, () -> UserShare.open(CONTEXT, Arrays.copyOf(wrapped, 5000), part));
    }
  }

  @Test
  void whatAPasswordCostsIsLimitedWhenItIsRead() throws Exception {
    try (UserPart part = password("correct horse")) {
      byte[] wrapped = UserShare.wrap(CONTEXT, new byte[1], part, PasswordCost.LEAST, entropy);
      int[][] costs = {
        {8, 3, 1},
        {65535, 3, 1},
        {65536, 2, 1},
        {65536, 3, 0},
        {524289, 3, 1},
        {65536, 17, 1},
        {65536, 3, 5},
        {-1, 3, 1},
        {65536, -1, 1},
        {65536, 3, -1},
        {Integer.MAX_VALUE, 3, 1}
      };
      for (int[] cost : costs) {
        byte[] changed = wrapped.clone();
        ByteBuffer.wrap(changed, 2, 9).putInt(cost[0]).putInt(cost[1]).put((byte) cost[2]);
        refused(Refusal.COST_OUTSIDE_LIMITS, () -> UserShare.open(CONTEXT, changed, part));
      }
      // Within the limits, but not what it was made with.
      byte[] changed = wrapped.clone();
      ByteBuffer.wrap(changed, 2, 9).putInt(65536).putInt(4).put((byte) 1);
      refused(Refusal.WRONG_USER_PART, () -> UserShare.open(CONTEXT, changed, part));
    }
  }

  @Test
  void passwordsAreDerivedByArgon2id() {
    // The same by OpenSSL's ARGON2ID: 64 MiB, 3 passes, 1 lane, salt 00 to 1f.
    byte[] salt = new byte[32];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) i;
    }
    try (Secret password =
            Secret.owning("correct horse battery staple".getBytes(StandardCharsets.UTF_8));
        Secret derived = PasswordCost.LEAST.derive(password, salt, 32)) {
      assertThat(derived.<byte[], RuntimeException>use(byte[]::clone))
          .isEqualTo(
              Vectors.hex("6ed12d7d594a6ae56c7ad1725982ae0d41317bd2b239dd1e0916d913d4da0757"));
    }
  }

  @Test
  void improperPartsArentTaken() {
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> UserPart.Passkey.of(Secret.owning(new byte[length])))
          .isInstanceOf(ImproperUserPartException.class);
    }
    for (int length : new int[] {0, 7, 1025}) {
      assertThatThrownBy(() -> UserPart.Password.of(Secret.owning(new byte[length])))
          .isInstanceOf(ImproperUserPartException.class);
    }
  }
}

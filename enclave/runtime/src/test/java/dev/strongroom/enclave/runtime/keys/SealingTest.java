// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What is sealed opens only where it should.
class SealingTest {
  private static final Bytes CONTEXT = Bytes.utf8("wallet/7");
  private static final byte[] PLAIN = "a private key".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();

  private static RootSecret root(int filler) {
    byte[] secret = new byte[RootSecret.LENGTH];
    Arrays.fill(secret, (byte) filler);
    return new RootSecret(Secret.owning(secret));
  }

  private static byte[] opened(Sealing sealing, Bytes context, Bytes sealed)
      throws SealedException {
    try (Secret secret = sealing.open(context, sealed)) {
      return secret.use(byte[]::clone);
    }
  }

  @Test
  void opensWhatItSealed() throws SealedException {
    Sealing sealing = new Sealing(root(1), "wallets", 1, random);
    Bytes sealed = sealing.seal(CONTEXT, PLAIN);
    assertThat(opened(sealing, CONTEXT, sealed)).isEqualTo(PLAIN);
    assertThat(opened(new Sealing(root(1), "wallets", 1, random), CONTEXT, sealed))
        .isEqualTo(PLAIN);
    assertThat(sealing.seal(CONTEXT, PLAIN)).isNotEqualTo(sealed);
    assertThat(sealed.hex()).doesNotContain(Bytes.copyOf(PLAIN).hex());
  }

  @Test
  void opensForNoOtherDeploymentPurposeOrContext() {
    Bytes sealed = new Sealing(root(1), "wallets", 1, random).seal(CONTEXT, PLAIN);
    for (Sealing other :
        new Sealing[] {
          new Sealing(root(2), "wallets", 1, random), new Sealing(root(1), "keys", 1, random)
        }) {
      assertThatThrownBy(() -> other.open(CONTEXT, sealed)).isInstanceOf(SealedException.class);
    }
    Sealing same = new Sealing(root(1), "wallets", 1, random);
    assertThatThrownBy(() -> same.open(Bytes.utf8("wallet/8"), sealed))
        .isInstanceOf(SealedException.class);
  }

  @Test
  void olderKeyVersionsOpenAndNewerDoNot() throws SealedException {
    Sealing first = new Sealing(root(1), "wallets", 1, random);
    Sealing second = new Sealing(root(1), "wallets", 2, random);
    assertThat(opened(second, CONTEXT, first.seal(CONTEXT, PLAIN))).isEqualTo(PLAIN);
    assertThatThrownBy(() -> first.open(CONTEXT, second.seal(CONTEXT, PLAIN)))
        .isInstanceOf(SealedException.class);
  }

  @Test
  void rotationResealsWhatIsOldAndNothingElse() throws SealedException {
    Sealing first = new Sealing(root(1), "wallets", 1, random);
    Sealing second = new Sealing(root(1), "wallets", 2, random);
    Bytes old = first.seal(CONTEXT, PLAIN);
    Bytes rotated = second.resealed(CONTEXT, old);
    assertThat(Sealing.keyVersion(old)).isEqualTo(1);
    assertThat(Sealing.keyVersion(rotated)).isEqualTo(2);
    assertThat(opened(second, CONTEXT, rotated)).isEqualTo(PLAIN);
    assertThat(second.resealed(CONTEXT, rotated)).isEqualTo(rotated);
    assertThatThrownBy(() -> first.open(CONTEXT, rotated)).isInstanceOf(SealedException.class);
    assertThatThrownBy(() -> second.resealed(Bytes.EMPTY, old)).isInstanceOf(SealedException.class);
    assertThatThrownBy(() -> Sealing.keyVersion(Bytes.zeros(60)))
        .isInstanceOf(SealedException.class);
  }

  @Test
  void keyIdsTellKeysApart() {
    Sealing sealing = new Sealing(root(1), "wallets", 2, random);
    Bytes id = sealing.keyId(1);
    assertThat(new Sealing(root(1), "wallets", 7, random).keyId(1)).isEqualTo(id);
    assertThat(sealing.keyId(2)).isNotEqualTo(id);
    assertThat(new Sealing(root(2), "wallets", 2, random).keyId(1)).isNotEqualTo(id);
    assertThat(new Sealing(root(1), "keys", 2, random).keyId(1)).isNotEqualTo(id);
    assertThatThrownBy(() -> sealing.keyId(3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyChangedBitAndEveryCutIsRefused() {
    Sealing sealing = new Sealing(root(1), "wallets", 1, random);
    byte[] sealed = sealing.seal(CONTEXT, PLAIN).toByteArray();
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> sealing.open(CONTEXT, Bytes.copyOf(changed)))
          .isInstanceOf(SealedException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      Bytes cut = Bytes.copyOf(sealed).slice(0, length);
      assertThatThrownBy(() -> sealing.open(CONTEXT, cut)).isInstanceOf(SealedException.class);
    }
  }

  @Test
  void aClosedSecretIsWiped() {
    byte[] bytes = PLAIN.clone();
    Secret secret = Secret.owning(bytes);
    secret.close();
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(() -> secret.use(b -> b)).isInstanceOf(IllegalStateException.class);
    assertThat(secret.toString()).isEqualTo("Secret");
  }
}

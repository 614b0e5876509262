// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A key comes back by enough of its shares, whoever holds them, and by nothing else.
class RecoveryKitTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EncryptionKey ann = EncryptionKey.generate(RANDOM);
  private final EncryptionKey bob = EncryptionKey.generate(RANDOM);
  private final List<Guardian> guardians =
      List.of(
          new Guardian("ann", Optional.of(ann.publicKey())),
          new Guardian("bob", Optional.of(bob.publicKey())),
          new Guardian("drawer", Optional.empty()),
          new Guardian("safe", Optional.empty()));
  private KeySecret secret;
  private RecoveryKit kit;
  private List<RecoveryShare> printed;

  @BeforeEach
  void make() throws Exception {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    bytes[0] = 1;
    secret = KeySecret.of(KeyKind.SECP256K1, bytes);
    RecoveryKit.Made made = RecoveryKit.make("wallet", secret, 3, guardians, RANDOM);
    kit = RecoveryKitText.parse(JsonNode.parse(made.kit().json()));
    assertThat(kit).isEqualTo(made.kit());
    printed = made.printed();
  }

  @AfterEach
  void close() {
    printed.forEach(RecoveryShare::close);
    secret.close();
    ann.close();
    bob.close();
  }

  private static void refused(RecoveryRefusal refusal, RecoveryKit kit, List<RecoveryShare> given) {
    assertThatThrownBy(() -> kit.restore(given))
        .isInstanceOfSatisfying(
            RecoveryRefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private List<RecoveryShare> all() throws Exception {
    List<RecoveryShare> shares = new ArrayList<>(List.of(kit.open(ann), kit.open(bob)));
    for (RecoveryShare share : printed) {
      shares.add(RecoveryShare.parse(share.printed()));
    }
    return shares;
  }

  @Test
  void anyThreeBringTheKeyBackAndNoTwo() throws Exception {
    List<RecoveryShare> shares = all();
    assertThat(shares).extracting(RecoveryShare::index).containsExactly(1, 2, 3, 4);
    for (int mask = 0; mask < 16; mask++) {
      List<RecoveryShare> chosen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        if ((mask >> i & 1) == 1) {
          chosen.add(shares.get(i));
        }
      }
      if (chosen.size() < 3) {
        refused(RecoveryRefusal.TOO_FEW_SHARES, kit, chosen);
      } else {
        try (KeySecret restored = kit.restore(chosen)) {
          assertThat(restored.encoded()).isEqualTo(secret.encoded());
        }
      }
    }
    refused(
        RecoveryRefusal.DUPLICATE_SHARE, kit, List.of(shares.get(0), shares.get(1), shares.get(0)));
  }

  @Test
  void aWrongShareIsFoundByItsNumber() throws Exception {
    List<RecoveryShare> shares = all();
    byte[] changed = shares.get(1).value();
    changed[31] ^= 1;
    RecoveryShare wrong = RecoveryShare.owning(kit.header().id(), 2, changed);
    refused(RecoveryRefusal.WRONG_SHARE, kit, List.of(shares.get(0), wrong, shares.get(2)));
    RecoveryShare moved = RecoveryShare.owning(kit.header().id(), 4, shares.get(1).value());
    refused(RecoveryRefusal.WRONG_SHARE, kit, List.of(shares.get(0), moved, shares.get(2)));
    for (int index : new int[] {0, 5, -1}) {
      RecoveryShare none = RecoveryShare.owning(kit.header().id(), index, new byte[32]);
      refused(RecoveryRefusal.WRONG_SHARE, kit, List.of(none));
    }
    RecoveryKit.Made other = RecoveryKit.make("wallet", secret, 3, guardians, RANDOM);
    refused(
        RecoveryRefusal.OTHER_KIT,
        kit,
        List.of(shares.get(0), shares.get(1), other.printed().get(0)));
  }

  @Test
  void guardiansOpenTheirShareOnly() throws Exception {
    try (EncryptionKey eve = EncryptionKey.generate(RANDOM)) {
      assertThatThrownBy(() -> kit.open(eve)).isInstanceOf(UnopenableException.class);
    }
    assertThat(kit.open(bob).index()).isEqualTo(2);
    RecoveryKit swapped =
        new RecoveryKit(
            kit.header(),
            List.of(kit.shares().get(1), kit.shares().get(0), Optional.empty(), Optional.empty()),
            kit.sealed());
    assertThatThrownBy(() -> swapped.open(ann)).isInstanceOf(UnopenableException.class);
  }

  @Test
  void everyChangedSignOfAKitIsRefused() throws Exception {
    String json = kit.json();
    List<RecoveryShare> shares = all();
    for (int at = 0; at < json.length(); at++) {
      for (char sign : new char[] {'0', '2', 'A', 'b', '"', '{', '\\'}) {
        if (sign == json.charAt(at)) {
          continue;
        }
        StringBuilder changed = new StringBuilder(json);
        changed.setCharAt(at, sign);
        try {
          RecoveryKit other = RecoveryKitText.parse(JsonNode.parse(changed.toString()));
          // What was changed is either what is restored from, or what a guardian opens.
          assertThat(refusals(other, shares)).as("sign " + at + " as " + sign).isPositive();
        } catch (MalformedJsonException | MalformedCustodyException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
  }

  private int refusals(RecoveryKit other, List<RecoveryShare> shares) {
    int refusals = 0;
    try (KeySecret restored = other.restore(shares)) {
      assertThat(restored.publicKeys()).isEqualTo(secret.publicKeys());
    } catch (RecoveryRefusedException e) {
      refusals++;
    }
    for (EncryptionKey guardian : List.of(ann, bob)) {
      try (RecoveryShare opened = other.open(guardian)) {
        assertThat(opened.index()).isPositive();
      } catch (UnopenableException e) {
        refusals++;
      }
    }
    return refusals;
  }

  @Test
  void everyMistypedSignOfAPrintedShareIsFound() throws Exception {
    byte[] line = printed.get(0).printed();
    assertThat(line).hasSize(114);
    for (int at = 0; at < line.length; at++) {
      for (int sign = 0; sign < 256; sign += at % 7 == 0 ? 1 : 17) {
        byte[] changed = line.clone();
        changed[at] = (byte) sign;
        if (!Arrays.equals(changed, line)) {
          assertThatThrownBy(() -> RecoveryShare.parse(changed))
              .isInstanceOf(MalformedCustodyException.class);
        }
      }
      byte[] cut = Arrays.copyOf(line, at);
      assertThatThrownBy(() -> RecoveryShare.parse(cut))
          .isInstanceOf(MalformedCustodyException.class);
    }
  }

  @Test
  void kitsThatProtectNothingArentMade() {
    List<Guardian> twice = List.of(guardians.get(0), guardians.get(0));
    List<Guardian> sameKey =
        List.of(guardians.get(0), new Guardian("ann2", Optional.of(ann.publicKey())));
    List<Guardian> many = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      many.add(new Guardian("g" + i, Optional.empty()));
    }
    for (List<Guardian> some : List.of(twice, sameKey, many, List.<Guardian>of())) {
      assertThatThrownBy(() -> RecoveryKit.make("wallet", secret, 2, some, RANDOM))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int threshold : new int[] {-1, 0, 1, 5}) {
      assertThatThrownBy(() -> RecoveryKit.make("wallet", secret, threshold, guardians, RANDOM))
          .isInstanceOf(IllegalArgumentException.class);
    }
    List<Guardian> smallOrder =
        List.of(guardians.get(0), new Guardian("eve", Optional.of(Bytes.zeros(32))));
    assertThatThrownBy(() -> RecoveryKit.make("wallet", secret, 2, smallOrder, RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.KeyEnvelope.Purpose;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Envelopes open for their recipient, and as what they say they are.
class KeyEnvelopeTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EncryptionKey owner = EncryptionKey.generate(RANDOM);

  @AfterEach
  void close() {
    owner.close();
  }

  private static KeySecret secret(KeyKind kind, int seed) throws Exception {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return KeySecret.of(kind, bytes);
  }

  private static KeyEnvelope read(String json) throws Exception {
    return KeyEnvelope.parse(JsonNode.parse(json));
  }

  @Test
  void everyKindGoesOutAndIn() throws Exception {
    for (KeyKind kind : KeyKind.values()) {
      for (Purpose purpose : Purpose.values()) {
        try (KeySecret secret = secret(kind, 5)) {
          KeyEnvelope sealed =
              KeyEnvelope.seal(purpose, "wallets.1", secret, owner.publicKey(), RANDOM);
          KeyEnvelope read = read(sealed.json());
          assertThat(read).isEqualTo(sealed);
          try (KeySecret opened = read.open(owner)) {
            assertThat(opened.encoded()).isEqualTo(secret.encoded());
            assertThat(opened.publicKeys()).isEqualTo(secret.publicKeys());
          }
        }
      }
    }
  }

  @Test
  void everyChangedSignIsRefused() throws Exception {
    try (KeySecret secret = secret(KeyKind.ED25519, 5)) {
      String json = KeyEnvelope.seal(Purpose.EXPORT, "k", secret, owner.publicKey(), RANDOM).json();
      for (int at = 0; at < json.length(); at++) {
        for (char sign : new char[] {'0', '1', 'A', 'a', '=', '"', '{', '\\', ' '}) {
          StringBuilder changed = new StringBuilder(json);
          changed.setCharAt(at, sign);
          if (sign == json.charAt(at)) {
            continue;
          }
          assertThatThrownBy(() -> read(changed.toString()).open(owner).close())
              .isInstanceOfAny(
                  MalformedJsonException.class,
                  MalformedCustodyException.class,
                  UnopenableException.class);
        }
        String cut = json.substring(0, at);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedJsonException.class);
      }
    }
  }

  @Test
  void nothingThatIsSaidOfTheKeyCanBeReplaced() throws Exception {
    try (KeySecret secret = secret(KeyKind.HMAC, 5);
        EncryptionKey other = EncryptionKey.generate(RANDOM)) {
      KeyEnvelope good = KeyEnvelope.seal(Purpose.EXPORT, "k", secret, owner.publicKey(), RANDOM);
      KeyLabel otherId = new KeyLabel("j", KeyKind.HMAC, new TreeMap<>());
      KeyLabel otherKind = new KeyLabel("k", KeyKind.SEED, new TreeMap<>());
      for (KeyEnvelope changed :
          new KeyEnvelope[] {
            new KeyEnvelope(Purpose.IMPORT, good.label(), good.recipient(), good.sealed()),
            new KeyEnvelope(Purpose.EXPORT, otherId, good.recipient(), good.sealed()),
            new KeyEnvelope(Purpose.EXPORT, otherKind, good.recipient(), good.sealed()),
            new KeyEnvelope(Purpose.EXPORT, good.label(), other.publicKey(), good.sealed())
          }) {
        assertThatThrownBy(() -> changed.open(owner)).isInstanceOf(UnopenableException.class);
      }
      assertThatThrownBy(() -> good.open(other)).isInstanceOf(UnopenableException.class);
    }
  }

  @Test
  void aKeyThatIsntTheOneNamedIsRefused() throws Exception {
    // Whoever makes the envelope lies well: everything is authenticated, but the key is another.
    try (KeySecret secret = secret(KeyKind.P256, 5);
        KeySecret named = secret(KeyKind.P256, 6)) {
      KeyLabel lie = KeyLabel.of("k", named);
      byte[] head = new byte[] {1};
      byte[] context = joined(head, owner.publicKey().toByteArray(), lie.encoded().toByteArray());
      Bytes sealed =
          EncryptionKey.seal(
              owner.publicKey(),
              Bytes.utf8("strongroom key import v1"),
              Bytes.copyOf(context),
              secret.encoded(),
              RANDOM);
      KeyEnvelope envelope = new KeyEnvelope(Purpose.IMPORT, lie, owner.publicKey(), sealed);
      assertThatThrownBy(() -> envelope.open(owner))
          .isInstanceOf(UnopenableException.class)
          .hasMessageContaining("names");
    }
  }

  private static byte[] joined(byte[]... parts) {
    byte[] all = new byte[0];
    for (byte[] part : parts) {
      int length = all.length;
      all = Arrays.copyOf(all, length + part.length);
      System.arraycopy(part, 0, all, length, part.length);
    }
    return all;
  }

  @Test
  void labelsHaveTheKeysOfTheirKind() throws Exception {
    TreeMap<String, Bytes> keys = new TreeMap<>();
    keys.put("p256", Bytes.zeros(33));
    assertThatThrownBy(() -> new KeyLabel("k", KeyKind.SEED, keys))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyLabel("k", KeyKind.SECP256K1, keys))
        .isInstanceOf(IllegalArgumentException.class);
    keys.put("seed", Bytes.EMPTY);
    assertThatThrownBy(() -> new KeyLabel("k", KeyKind.P256, keys))
        .isInstanceOf(IllegalArgumentException.class);
    for (String id : new String[] {"", "a b", "a\"", "\u00e4", "x".repeat(129)}) {
      assertThatThrownBy(() -> new KeyLabel(id, KeyKind.HMAC, new TreeMap<>()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClosedSecretGivesNothing() throws Exception {
    KeySecret secret = secret(KeyKind.SEED, 5);
    secret.close();
    assertThatThrownBy(secret::encoded).isInstanceOf(IllegalStateException.class);
  }
}

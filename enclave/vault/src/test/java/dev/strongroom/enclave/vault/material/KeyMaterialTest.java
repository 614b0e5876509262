// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.derivation.DerivationPath;
import dev.strongroom.channel.custody.ImproperKeyException;
import dev.strongroom.channel.custody.KeyCiphertext;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Keys of every kind are born, taken in, used, and survive their encoding.
class KeyMaterialTest {
  private static byte[] bytes(Secret secret) {
    try (secret) {
      return secret.use(byte[]::clone);
    }
  }

  @Test
  void everyKindIsBornAndSurvivesItsEncoding() throws Exception {
    for (KeyKind kind : KeyKind.values()) {
      try (KeyMaterial born = KeyMaterial.born(kind, Vectors.entropy());
          KeyMaterial other = KeyMaterial.born(kind, Vectors.entropy());
          Secret encoded = born.encoded();
          KeyMaterial read = KeyMaterial.decoded(encoded)) {
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.publicKeys()).isEqualTo(born.publicKeys());
        assertThat(bytes(read.encoded())).isEqualTo(bytes(born.encoded()));
        assertThat(bytes(other.encoded())).isNotEqualTo(bytes(born.encoded()));
        assertThat(read.toString()).doesNotContain(Bytes.copyOf(bytes(born.encoded())).hex());
      }
    }
  }

  @Test
  void signingKeysSign() throws Exception {
    Map<KeyKind, Scheme> schemes =
        Map.of(
            KeyKind.SECP256K1, Scheme.SCHNORR,
            KeyKind.P256, Scheme.ECDSA,
            KeyKind.ED25519, Scheme.ED25519);
    for (Map.Entry<KeyKind, Scheme> one : schemes.entrySet()) {
      SigningMaterial material =
          (SigningMaterial) KeyMaterial.born(one.getKey(), Vectors.entropy());
      try (SigningKey key = material.signingKey(Vectors.RANDOM)) {
        SigningItem item = new SigningItem(one.getValue(), Vectors.sha256("x"));
        assertThat(SignatureCheck.verify(key.publicKey(), item, key.sign(item))).isTrue();
        assertThat(material.publicKeys())
            .containsExactly(Map.entry(one.getKey().code(), key.publicKey().encoded()));
        // Its own copy: the key goes on when the material is closed.
        material.close();
        assertThat(SignatureCheck.verify(key.publicKey(), item, key.sign(item))).isTrue();
        assertThatThrownBy(() -> material.signingKey(Vectors.RANDOM))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void seedsHaveAKeyForEachCurveAndPath() throws Exception {
    SeedMaterial seed = (SeedMaterial) KeyMaterial.born(KeyKind.SEED, Vectors.entropy());
    DerivationPath path = DerivationPath.parse("m/44'/501'/0'/0'");
    for (Curve curve : Curve.values()) {
      SigningItem item =
          new SigningItem(
              curve == Curve.ED25519 ? Scheme.ED25519 : Scheme.ECDSA, Vectors.sha256("x"));
      try (SigningKey key = seed.signingKey(curve, path, Vectors.RANDOM)) {
        assertThat(key.publicKey()).isEqualTo(seed.publicKey(curve, path));
        assertThat(key.publicKey()).isNotEqualTo(seed.publicKey(curve, DerivationPath.ROOT));
        assertThat(SignatureCheck.verify(key.publicKey(), item, key.sign(item))).isTrue();
      }
    }
    try (Secret words = seed.mnemonic();
        SeedMaterial again = words.use(SeedMaterial::ofMnemonic)) {
      assertThat(again.extendedKey(path)).isEqualTo(seed.extendedKey(path));
    }
    seed.close();
    assertThatThrownBy(() -> seed.publicKey(Curve.P256, path))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsEncryptedOpensUnderItsKeyIdAndContextOnly() throws Exception {
    try (DecryptionMaterial key =
        (DecryptionMaterial) KeyMaterial.born(KeyKind.X25519, Vectors.entropy())) {
      Bytes to = key.publicKeys().get("x25519");
      Bytes context = Bytes.utf8("letter 7");
      Bytes sealed = KeyCiphertext.seal(to, "mail", context, new byte[] {1, 2}, Vectors.RANDOM);
      assertThat(bytes(key.decrypt("mail", context, sealed))).containsExactly(1, 2);
      assertThatThrownBy(() -> key.decrypt("mail2", context, sealed))
          .isInstanceOf(UnopenableException.class);
      assertThatThrownBy(() -> key.decrypt("mail", Bytes.EMPTY, sealed))
          .isInstanceOf(UnopenableException.class);
      for (int at = 0; at < sealed.length(); at++) {
        byte[] changed = sealed.toByteArray();
        changed[at] ^= 1;
        assertThatThrownBy(() -> key.decrypt("mail", context, Bytes.copyOf(changed)))
            .isInstanceOf(UnopenableException.class);
      }
    }
  }

  @Test
  void codesAreThoseOfRfc4231() throws Exception {
    // RFC 4231, 4.2: 20 bytes of 0b, "Hi There".
    try (Secret secret = Vectors.secret("0b".repeat(20));
        MacMaterial key = (MacMaterial) KeyMaterial.imported(KeyKind.HMAC, secret)) {
      Bytes message = Bytes.utf8("Hi There");
      Bytes code =
          Bytes.fromHex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
      assertThat(key.mac(message)).isEqualTo(code);
      assertThat(key.verify(message, code)).isTrue();
      assertThat(key.verify(message, code.slice(0, 31))).isFalse();
      assertThat(key.verify(message, Bytes.EMPTY)).isFalse();
      for (int at = 0; at < 32; at++) {
        byte[] changed = code.toByteArray();
        changed[at] ^= 0x40;
        assertThat(key.verify(message, Bytes.copyOf(changed))).isFalse();
      }
      byte[] derived = bytes(key.derive(message));
      assertThat(derived).hasSize(32).isEqualTo(bytes(key.derive(message)));
      assertThat(derived).isNotEqualTo(code.toByteArray());
      assertThat(derived).isNotEqualTo(bytes(key.derive(Bytes.EMPTY)));
    }
  }

  @Test
  void whatCantBeAKeyIsntTakenIn() {
    String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    String orderOfP256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    Map<String, KeyKind> wrong =
        Map.of(
            "00".repeat(32),
            KeyKind.SECP256K1,
            order,
            KeyKind.SECP256K1,
            orderOfP256,
            KeyKind.P256,
            "01".repeat(31),
            KeyKind.ED25519,
            "01".repeat(33),
            KeyKind.X25519,
            "01".repeat(12),
            KeyKind.SEED,
            "01".repeat(18),
            KeyKind.SEED,
            "01".repeat(36),
            KeyKind.SEED,
            "01".repeat(15),
            KeyKind.HMAC,
            "01".repeat(129),
            KeyKind.HMAC);
    wrong.forEach((digits, kind) ->
        assertThatThrownBy(() -> KeyMaterial.imported(kind, Vectors.secret(digits)))
            .isInstanceOf(ImproperKeyException.class));
  }

  @Test
  void everyChangedByteOfAnEncodingIsAnotherKeyOrNone() throws Exception {
    for (KeyKind kind : KeyKind.values()) {
      try (KeyMaterial born = KeyMaterial.born(kind, Vectors.entropy())) {
        byte[] encoded = bytes(born.encoded());
        for (int length = 0; length < encoded.length; length++) {
          byte[] cut = Arrays.copyOf(encoded, length);
          assertThatThrownBy(() -> KeyMaterial.decoded(Secret.owning(cut)))
              .isInstanceOf(MalformedCustodyException.class);
        }
        for (int at = 0; at < encoded.length; at++) {
          byte[] changed = encoded.clone();
          changed[at] ^= (byte) 0x80;
          if (at < 8) {
            assertThatThrownBy(() -> KeyMaterial.decoded(Secret.owning(changed)))
                .isInstanceOf(MalformedCustodyException.class);
          } else {
            try (KeyMaterial other = KeyMaterial.decoded(Secret.owning(changed.clone()))) {
              assertThat(bytes(other.encoded())).isEqualTo(changed);
            } catch (MalformedCustodyException e) {
              // A scalar that is now too great.
              assertThat(e).hasMessageContaining("not a key");
            }
          }
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Paths and keys are those of the specifications' vectors.
class DerivationTest {
  private static final String ABOUT = "abandon ".repeat(11) + "about";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void pathsHaveOneSpelling() throws Exception {
    for (String path :
        List.of("m", "m/0", "m/84'/0'/0'/0/0", "m/2147483647'/2147483647", "m" + "/1".repeat(10))) {
      assertThat(DerivationPath.parse(path)).hasToString(path);
    }
    for (String path :
        List.of(
            "",
            "M",
            "m/",
            "/0",
            "0",
            "m//0",
            "m/0/",
            "m/00",
            "m/01",
            "m/-1",
            "m/+1",
            "m/0''",
            "m/'",
            "m/0h",
            "m/ 0",
            "m/0x1",
            "m/2147483648",
            "m/4294967296'",
            "m/99999999999999999999",
            "m/\u0661",
            "m" + "/1".repeat(11),
            "m/" + "1".repeat(500))) {
      assertThatThrownBy(() -> DerivationPath.parse(path))
          .as(path)
          .isInstanceOf(MalformedPathException.class);
    }
  }

  @Test
  void bip32() throws Exception {
    List<String[]> vectors = Vectors.read("bip32.txt", "\\|");
    assertThat(vectors).hasSize(17);
    for (String[] vector : vectors) {
      try (HdNode root = HdNode.root(Curve.SECP256K1, Vectors.hex(vector[0]));
          HdNode node = root.at(DerivationPath.parse(vector[1]));
          HdNode read = ExtendedKey.parsePrivate(ascii(vector[3]))) {
        assertThat(ExtendedKey.of(node).text()).isEqualTo(vector[2]);
        assertThat(ExtendedKey.parse(vector[2])).isEqualTo(ExtendedKey.of(node));
        assertThat(ExtendedKey.of(read)).isEqualTo(ExtendedKey.of(node));
        byte[] key = read.use(byte[]::clone);
        assertThat(node.<byte[], RuntimeException>use(byte[]::clone)).isEqualTo(key);
      }
    }
  }

  @Test
  void bip32RefusesInvalidKeys() throws Exception {
    List<String[]> vectors = Vectors.read("bip32-invalid.txt", "\\|");
    assertThat(vectors).hasSize(16);
    for (String[] vector : vectors) {
      assertThatThrownBy(() -> ExtendedKey.parse(vector[1]))
          .as(vector[0])
          .isInstanceOf(MalformedExtendedKeyException.class);
      assertThatThrownBy(() -> ExtendedKey.parsePrivate(ascii(vector[1])))
          .as(vector[0])
          .isInstanceOf(MalformedExtendedKeyException.class);
    }
  }

  @Test
  void everyChangedSignOfAnExtendedKeyIsRefused() throws Exception {
    String[] vector = Vectors.read("bip32.txt", "\\|").get(1);
    for (int at = 0; at < vector[2].length(); at++) {
      char[] changed = vector[2].toCharArray();
      changed[at] = changed[at] == 'z' ? 'y' : 'z';
      assertThatThrownBy(() -> ExtendedKey.parse(new String(changed)))
          .isInstanceOf(MalformedExtendedKeyException.class);
      byte[] other = ascii(vector[3]);
      other[at] = (byte) (other[at] ^ 0x80);
      assertThatThrownBy(() -> ExtendedKey.parsePrivate(other))
          .isInstanceOf(MalformedExtendedKeyException.class);
      String cut = vector[2].substring(0, at);
      assertThatThrownBy(() -> ExtendedKey.parse(cut))
          .isInstanceOf(MalformedExtendedKeyException.class);
    }
    assertThatThrownBy(() -> ExtendedKey.parse("1" + vector[2]))
        .isInstanceOf(MalformedExtendedKeyException.class);
    assertThatThrownBy(() -> ExtendedKey.parse("1".repeat(112)))
        .isInstanceOf(MalformedExtendedKeyException.class);
    assertThatThrownBy(() -> ExtendedKey.parse("z".repeat(1_000_000)))
        .isInstanceOf(MalformedExtendedKeyException.class);
  }

  @Test
  void slip10() throws Exception {
    List<String[]> vectors = Vectors.read("slip10.txt", "\\|");
    assertThat(vectors).hasSize(39);
    for (String[] vector : vectors) {
      Curve curve =
          switch (vector[0]) {
            case "secp256k1" -> Curve.SECP256K1;
            case "nist256p1" -> Curve.P256;
            default -> Curve.ED25519;
          };
      try (HdNode root = HdNode.root(curve, Vectors.hex(vector[1]));
          HdNode node = root.at(DerivationPath.parse(vector[2]))) {
        String place = vector[0] + " " + vector[2];
        assertThat(node.parent().hex()).as(place).isEqualTo(vector[3]);
        assertThat(node.chainCode().hex()).as(place).isEqualTo(vector[4]);
        assertThat(node.<byte[], RuntimeException>use(byte[]::clone))
            .as(place)
            .isEqualTo(Vectors.hex(vector[5]));
        assertThat((curve == Curve.ED25519 ? "00" : "") + node.publicKey().encoded().hex())
            .as(place)
            .isEqualTo(vector[6]);
      }
    }
  }

  @Test
  void ed25519HasHardenedStepsOnly() throws Exception {
    try (HdNode root = HdNode.root(Curve.ED25519, new byte[16])) {
      DerivationPath path = DerivationPath.parse("m/0'/1");
      assertThatThrownBy(() -> root.at(path)).isInstanceOf(UnderivableException.class);
    }
  }

  @Test
  void bip86() throws Exception {
    // BIP-86, test vectors: path, internal key, output key.
    List<List<String>> vectors =
        List.of(
            List.of(
                "m/86'/0'/0'/0/0",
                "cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115",
                "a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c"),
            List.of(
                "m/86'/0'/0'/0/1",
                "83dfe85a3151d2517290da461fe2815591ef69f2b18a2ce63f01697a8b313145",
                "a82f29944d65b86ae6b5e5cc75e294ead6c59391a1edc5e016e3498c67fc7bbb"),
            List.of(
                "m/86'/0'/0'/1/0",
                "399f1b2f4393f29a18c937859c5dd8a77350103157eb880f02e8c08214277cef",
                "882d74e5d0572d5a816cef0041a96b6c1de832f6f9676d9605c44d5e9a97d3dc"));
    try (SeedMaterial seed = SeedMaterial.ofMnemonic(ascii(ABOUT))) {
      for (List<String> vector : vectors) {
        DerivationPath path = DerivationPath.parse(vector.get(0));
        PublicKey key = seed.publicKey(Curve.SECP256K1, path);
        Bytes internal = key.encoded().slice(1, 33);
        assertThat(internal.hex()).isEqualTo(vector.get(1));
        byte[] tag = Vectors.sha256("TapTweak").toByteArray();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(tag);
        digest.update(tag);
        byte[] tweak = digest.digest(internal.toByteArray());
        Bytes output = Schnorr.tweakedPublic(internal.toByteArray(), tweak).orElseThrow();
        assertThat(output.hex()).isEqualTo(vector.get(2));
        try (SigningKey signing = seed.signingKey(Curve.SECP256K1, path, Vectors.RANDOM)) {
          assertThat(signing.publicKey()).isEqualTo(key);
        }
      }
      assertThat(seed.extendedKey(DerivationPath.parse("m/86'/0'/0'/0/0")).text())
          .isEqualTo(
              "xpub6H3W6JmYJXN49h5TfcVjLC3onS6uPeUTTJoVvRC8oG9vsTn2J8LwigLzq5tHbrwAzH9DGo6Th"
                  + "GUdWsqce8dGfwHVBxSbixjDADGGdzF7t2B");
      try (Secret words = seed.mnemonic()) {
        assertThat(
                words.<Boolean, RuntimeException>use(bytes -> Arrays.equals(bytes, ascii(ABOUT))))
            .isTrue();
      }
    }
  }
}

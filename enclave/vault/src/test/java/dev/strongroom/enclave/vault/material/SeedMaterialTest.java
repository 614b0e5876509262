// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.derivation.DerivationPath;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// From words to the keys that sign.
class SeedMaterialTest {
  private static final String ABOUT = "abandon ".repeat(11) + "about";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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

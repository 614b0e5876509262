// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Signatures are those of the specifications' vectors; changed ones aren't signatures.
class SignatureTest {
  private static final String ONE = "00".repeat(31) + "01";
  private static final String N_LESS_ONE =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

  private static String signed(SigningKey key, Scheme scheme, Bytes data) throws Exception {
    return key.sign(new SigningItem(scheme, data)).hex();
  }

  @Test
  void ecdsaOfSecp256k1() throws Exception {
    // The vectors for RFC 6979 with this curve that libraries share: key, message, r and s.
    List<List<String>> vectors =
        List.of(
            List.of(
                ONE,
                "Satoshi Nakamoto",
                "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                    + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"),
            List.of(
                ONE,
                "All those moments will be lost in time, like tears in rain. Time to die...",
                "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
                    + "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"),
            List.of(
                N_LESS_ONE,
                "Satoshi Nakamoto",
                "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0"
                    + "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"),
            List.of(
                "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
                "Alan Turing",
                "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c"
                    + "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea"));
    for (List<String> vector : vectors) {
      try (SigningKey key = new Secp256k1(Vectors.secret(vector.get(0)), Vectors.RANDOM)) {
        String signature = signed(key, Scheme.ECDSA, Vectors.sha256(vector.get(1)));
        assertThat(signature).startsWith(vector.get(2)).hasSize(130);
      }
    }
  }

  @Test
  void ecdsaOfP256() throws Exception {
    // RFC 6979, A.2.5, with SHA-256; s is in the upper half there for the first.
    BigInteger n = ShortCurve.P256.order();
    try (SigningKey key =
        new P256(
            Vectors.secret("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"),
            Vectors.RANDOM)) {
      assertThat(key.publicKey().encoded().hex())
          .isEqualTo("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6");
      BigInteger high =
          new BigInteger("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", 16);
      assertThat(signed(key, Scheme.ECDSA, Vectors.sha256("sample")))
          .startsWith(
              "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                  + Bytes.copyOf(ShortCurve.bytes(n.subtract(high))).hex());
      assertThat(signed(key, Scheme.ECDSA, Vectors.sha256("test")))
          .startsWith(
              "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                  + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
    }
  }

  @Test
  void ed25519() throws Exception {
    // RFC 8032, section 7.1: key, public key, message, signature.
    List<List<String>> vectors =
        List.of(
            List.of(
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                    + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
            List.of(
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                    + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
            List.of(
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                    + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
    for (List<String> vector : vectors) {
      try (SigningKey key = new Ed25519(Vectors.secret(vector.get(0)))) {
        assertThat(key.publicKey().encoded().hex()).isEqualTo(vector.get(1));
        assertThat(signed(key, Scheme.ED25519, Bytes.fromHex(vector.get(2))))
            .isEqualTo(vector.get(3));
      }
    }
  }

  @Test
  void bip340() throws Exception {
    List<String[]> vectors = Vectors.read("bip340.csv", ",");
    assertThat(vectors).hasSize(19);
    for (String[] vector : vectors) {
      byte[] message = Vectors.hex(vector[4]);
      byte[] signature = Vectors.hex(vector[5]);
      if (!vector[1].isEmpty()) {
        assertThat(
                Schnorr.sign(
                    ShortCurve.number(Vectors.hex(vector[1])), message, Vectors.hex(vector[3])))
            .as(vector[0])
            .isEqualTo(signature);
        try (SigningKey key = new Secp256k1(Vectors.secret(vector[1]), Vectors.RANDOM)) {
          assertThat(key.publicKey().encoded().hex().substring(2))
              .isEqualTo(vector[2].toLowerCase(Locale.ROOT));
        }
      }
      assertThat(Schnorr.verify(Vectors.hex(vector[2]), message, signature))
          .as(vector[0])
          .isEqualTo(vector[6].equals("TRUE"));
    }
  }

  @Test
  void bip341() throws Exception {
    // BIP-341, wallet test vectors, key path spending, the first input.
    byte[] tweak = Vectors.hex("b86e7be8f39bab32a6f2c0443abbc210f0edac0e2c53d501b36b64437d9c6c70");
    BigInteger scalar =
        new BigInteger("6b973d88838f27366ed61c9ad6367663045cb456e28335c109e30717ae0c6baa", 16);
    BigInteger tweaked = Schnorr.tweaked(scalar, tweak).orElseThrow();
    assertThat(tweaked.toString(16))
        .isEqualTo("2405b971772ad26915c8dcdf10f238753a9b837e5f8e6a86fd7c0cce5b7296d9");
    byte[] digest = Vectors.hex("2514a6272f85cfa0f45eb907fcb0d121b808ed37c6ea160a5a9046ed5526d555");
    assertThat(Bytes.copyOf(Schnorr.sign(tweaked, digest, new byte[32])).hex())
        .isEqualTo(
            "ed7c1647cb97379e76892be0cacff57ec4a7102aa24296ca39af7541246d8ff1"
                + "4d38958d4cc1e2e478e4d4a764bbfd835b16d4e314b72937b29833060b87276c");
  }

  @Test
  void taprootKeysSignUnderTheirTweakOnly() throws Exception {
    Bytes digest = Vectors.sha256("to be signed");
    for (int i = 0; i < 8; i++) {
      // Of these public keys some are odd.
      try (NewKeys keys = new NewKeys()) {
        SigningKey key = keys.secp256k1();
        Bytes tweak = Vectors.sha256("tweak " + i);
        SigningItem tweaked = new SigningItem(Scheme.SCHNORR, digest, Optional.of(tweak));
        Bytes signature = key.sign(tweaked);
        assertThat(SignatureCheck.verify(key.publicKey(), tweaked, signature)).isTrue();
        assertThat(
                SignatureCheck.verify(
                    key.publicKey(), new SigningItem(Scheme.SCHNORR, digest), signature))
            .isFalse();
        SigningItem other =
            new SigningItem(Scheme.SCHNORR, digest, Optional.of(Vectors.sha256("other")));
        assertThat(SignatureCheck.verify(key.publicKey(), other, signature)).isFalse();
      }
    }
  }

  @Test
  void noBitOfASignatureKeyOrMessageCanBeChanged() throws Exception {
    Bytes digest = Vectors.sha256("to be signed");
    try (NewKeys keys = new NewKeys()) {
      for (SigningKey key : List.of(keys.secp256k1(), keys.p256(), keys.ed25519())) {
        for (Scheme scheme : Scheme.values()) {
          SigningItem item = new SigningItem(scheme, digest);
          Bytes signature;
          try {
            signature = key.sign(item);
          } catch (UnsignableException e) {
            assertThat(SignatureCheck.verify(key.publicKey(), item, Bytes.zeros(64))).isFalse();
            continue;
          }
          assertThat(SignatureCheck.verify(key.publicKey(), item, signature)).isTrue();
          for (Bytes changed : changes(signature)) {
            assertThat(SignatureCheck.verify(key.publicKey(), item, changed)).isFalse();
          }
          for (Bytes changed : changes(digest)) {
            SigningItem other = new SigningItem(scheme, changed);
            assertThat(SignatureCheck.verify(key.publicKey(), other, signature)).isFalse();
          }
          int length = key.publicKey().encoded().length();
          for (Bytes changed : changes(key.publicKey().encoded())) {
            if (changed.length() != length) {
              continue;
            }
            // BIP-340 knows keys by x alone.
            boolean sameX =
                scheme == Scheme.SCHNORR
                    && (changed.at(0) == 2 || changed.at(0) == 3)
                    && changed.slice(1, length).equals(key.publicKey().encoded().slice(1, length));
            PublicKey other = new PublicKey(key.curve(), changed);
            assertThat(SignatureCheck.verify(other, item, signature)).isEqualTo(sameX);
          }
        }
      }
    }
  }

  @Test
  void extremeDigestsAndSignaturesAreJudgedToo() throws Exception {
    try (NewKeys keys = new NewKeys()) {
      for (String digits : List.of("00", "ff")) {
        Bytes digest = Bytes.fromHex(digits.repeat(32));
        for (SigningKey key : List.of(keys.secp256k1(), keys.p256())) {
          SigningItem item = new SigningItem(Scheme.ECDSA, digest);
          assertThat(SignatureCheck.verify(key.publicKey(), item, key.sign(item))).isTrue();
        }
        SigningItem item = new SigningItem(Scheme.SCHNORR, digest);
        PublicKey key = keys.secp256k1().publicKey();
        byte[] signature = keys.secp256k1().sign(item).toByteArray();
        assertThat(SignatureCheck.verify(key, item, Bytes.copyOf(signature))).isTrue();
        for (int from : new int[] {0, 32}) {
          for (byte filler : new byte[] {0, (byte) 0xff}) {
            byte[] changed = signature.clone();
            Arrays.fill(changed, from, from + 32, filler);
            assertThat(SignatureCheck.verify(key, item, Bytes.copyOf(changed))).isFalse();
          }
        }
        for (Scheme scheme : Scheme.values()) {
          for (int length : new int[] {0, 1, 63, 64, 65, 66, 1000}) {
            for (SigningKey any : List.of(keys.secp256k1(), keys.p256(), keys.ed25519())) {
              SigningItem asked = new SigningItem(scheme, digest);
              assertThat(SignatureCheck.verify(any.publicKey(), asked, Bytes.zeros(length)))
                  .isFalse();
            }
          }
        }
      }
    }
  }

  @Test
  void anSInTheUpperHalfIsntASignature() throws Exception {
    Bytes digest = Vectors.sha256("to be signed");
    try (NewKeys keys = new NewKeys()) {
      for (SigningKey key : List.of(keys.secp256k1(), keys.p256())) {
        ShortCurve curve = key.curve() == Curve.P256 ? ShortCurve.P256 : ShortCurve.SECP256K1;
        SigningItem item = new SigningItem(Scheme.ECDSA, digest);
        byte[] signature = key.sign(item).toByteArray();
        BigInteger s = ShortCurve.number(Arrays.copyOfRange(signature, 32, 64));
        System.arraycopy(ShortCurve.bytes(curve.order().subtract(s)), 0, signature, 32, 32);
        signature[64] ^= 1;
        assertThat(SignatureCheck.verify(key.publicKey(), item, Bytes.copyOf(signature))).isFalse();
      }
    }
  }

  @Test
  void keysSignNothingButWhatIsTheirs() throws Exception {
    Bytes digest = Vectors.sha256("x");
    Bytes order = Bytes.copyOf(ShortCurve.bytes(ShortCurve.SECP256K1.order()));
    try (NewKeys keys = new NewKeys()) {
      for (SigningItem item :
          List.of(
              new SigningItem(Scheme.ED25519, digest),
              new SigningItem(Scheme.ECDSA, digest.slice(0, 31)),
              new SigningItem(Scheme.SCHNORR, Bytes.EMPTY),
              new SigningItem(Scheme.ECDSA, digest, Optional.of(digest)),
              new SigningItem(Scheme.SCHNORR, digest, Optional.of(order)),
              new SigningItem(Scheme.SCHNORR, digest, Optional.of(Bytes.EMPTY)))) {
        assertThatThrownBy(() -> keys.secp256k1().sign(item))
            .isInstanceOf(UnsignableException.class);
      }
      for (SigningItem item :
          List.of(
              new SigningItem(Scheme.ECDSA, digest),
              new SigningItem(Scheme.ED25519, digest, Optional.of(digest)))) {
        assertThatThrownBy(() -> keys.ed25519().sign(item)).isInstanceOf(UnsignableException.class);
      }
      assertThatThrownBy(() -> keys.p256().sign(new SigningItem(Scheme.SCHNORR, digest)))
          .isInstanceOf(UnsignableException.class);
      SigningKey closed = keys.ed25519();
      closed.close();
      assertThatThrownBy(() -> closed.sign(new SigningItem(Scheme.ED25519, digest)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<Bytes> changes(Bytes bytes) {
    ArrayList<Bytes> changes = new ArrayList<>();
    for (int at = 0; at < bytes.length(); at++) {
      for (int bit = 0; bit < 8; bit += 3) {
        byte[] changed = bytes.toByteArray();
        changed[at] ^= (byte) (1 << bit);
        changes.add(Bytes.copyOf(changed));
      }
    }
    changes.add(bytes.slice(0, bytes.length() - 1));
    changes.add(Bytes.EMPTY);
    changes.add(Bytes.copyOf(Arrays.copyOf(bytes.toByteArray(), bytes.length() + 1)));
    return changes;
  }

  /// New keys, closed together.
  private static final class NewKeys implements AutoCloseable {
    private final Secp256k1 secp256k1 =
        new Secp256k1(Vectors.secret("0" + random(63)), Vectors.RANDOM);
    private final P256 p256 = new P256(Vectors.secret("0" + random(63)), Vectors.RANDOM);
    private final Ed25519 ed25519 = new Ed25519(Vectors.secret(random(64)));

    private static String random(int digits) {
      byte[] bytes = new byte[32];
      Vectors.RANDOM.nextBytes(bytes);
      return Bytes.copyOf(bytes).hex().substring(0, digits);
    }

    private SigningKey secp256k1() {
      return secp256k1;
    }

    private SigningKey p256() {
      return p256;
    }

    private SigningKey ed25519() {
      return ed25519;
    }

    @Override
    public void close() {
      secp256k1.close();
      p256.close();
      ed25519.close();
    }
  }
}

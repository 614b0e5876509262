// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.encoding.Base58Check;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Paths and keys are those of the specifications' vectors.
class DerivationTest {
  private static final int SECRET = 32;

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /// The lines of a file that aren't comments, cut at `|`.
  private static List<String[]> vectors(String name) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(DerivationTest.class.getResourceAsStream(name), name),
                StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[|]", -1))
          .toList();
    }
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
    List<String[]> vectors = vectors("bip32.txt");
    assertThat(vectors).hasSize(17);
    for (String[] vector : vectors) {
      try (HdNode root = HdNode.root(Curve.SECP256K1, hex(vector[0]));
          HdNode node = root.at(DerivationPath.parse(vector[1]))) {
        assertThat(ExtendedKey.of(node).text()).isEqualTo(vector[2]);
        assertThat(ExtendedKey.parse(vector[2])).isEqualTo(ExtendedKey.of(node));
        Bytes serialised = Base58Check.decode(vector[3]);
        assertThat(node.privateKey())
            .isEqualTo(
                serialised.slice(serialised.length() - SECRET, serialised.length()).toByteArray());
      }
    }
  }

  @Test
  void bip32RefusesInvalidKeys() throws Exception {
    List<String[]> vectors = vectors("bip32-invalid.txt");
    assertThat(vectors).hasSize(16);
    for (String[] vector : vectors) {
      assertThatThrownBy(() -> ExtendedKey.parse(vector[1]))
          .as(vector[0])
          .isInstanceOf(MalformedExtendedKeyException.class);
    }
  }

  @Test
  void everyChangedSignOfAnExtendedKeyIsRefused() throws Exception {
    String[] vector = vectors("bip32.txt").get(1);
    for (int at = 0; at < vector[2].length(); at++) {
      char[] changed = vector[2].toCharArray();
      changed[at] = changed[at] == 'z' ? 'y' : 'z';
      assertThatThrownBy(() -> ExtendedKey.parse(new String(changed)))
          .isInstanceOf(MalformedExtendedKeyException.class);
      String cut = vector[2].substring(0, at);
      assertThatThrownBy(() -> ExtendedKey.parse(cut))
          .isInstanceOf(MalformedExtendedKeyException.class);
    }
    assertThatThrownBy(() -> ExtendedKey.parse(vector[3]))
        .isInstanceOf(MalformedExtendedKeyException.class);
    assertThatThrownBy(() -> ExtendedKey.parse("1" + vector[2]))
        .isInstanceOf(MalformedExtendedKeyException.class);
    assertThatThrownBy(() -> ExtendedKey.parse("1".repeat(112)))
        .isInstanceOf(MalformedExtendedKeyException.class);
    assertThatThrownBy(() -> ExtendedKey.parse("z".repeat(1_000_000)))
        .isInstanceOf(MalformedExtendedKeyException.class);
  }

  @Test
  void slip10() throws Exception {
    List<String[]> vectors = vectors("slip10.txt");
    assertThat(vectors).hasSize(39);
    for (String[] vector : vectors) {
      Curve curve =
          switch (vector[0]) {
            case "secp256k1" -> Curve.SECP256K1;
            case "nist256p1" -> Curve.P256;
            default -> Curve.ED25519;
          };
      try (HdNode root = HdNode.root(curve, hex(vector[1]));
          HdNode node = root.at(DerivationPath.parse(vector[2]))) {
        String place = vector[0] + " " + vector[2];
        assertThat(node.parent().hex()).as(place).isEqualTo(vector[3]);
        assertThat(node.chainCode().hex()).as(place).isEqualTo(vector[4]);
        assertThat(node.privateKey()).as(place).isEqualTo(hex(vector[5]));
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
  void walletsHaveTheAccountsThatOthersDerive() throws Exception {
    // BIP-39's seed of "abandon … about"; Bitcoin's addresses are the vectors of BIP-84 and BIP-86,
    // the others are what wallets show for these words.
    byte[] seed =
        hex(
            "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"
                + "9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4");
    Map<WalletAccount, String> addresses =
        Map.of(
            WalletAccount.EVM, "evm=0x9858EfFD232B4033E47d90003D41EC34EcaEda94",
            WalletAccount.SOLANA, "solana=HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk",
            WalletAccount.BITCOIN, "bitcoin=bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu",
            WalletAccount.TAPROOT,
                "bitcoinTaproot=bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr");
    for (WalletAccount account : WalletAccount.values()) {
      PublicKey key = account.publicKey(seed);
      assertThat(account.addresses(key)).hasToString("{" + addresses.get(account) + "}");
    }
  }

  @Test
  void aClosedNodeTellsNothing() throws Exception {
    HdNode root = HdNode.root(Curve.P256, new byte[32]);
    root.close();
    assertThatThrownBy(root::privateKey).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> root.at(DerivationPath.ROOT))
        .isInstanceOf(IllegalStateException.class);
    assertThat(root).hasToString("a key of p256");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.Guardian;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.channel.custody.RecoveryShare;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `wallet restore-drill` and `wallet restore`, on kits as the vault makes them.
class WalletRestoreTest {
  private static final byte[] SECRET = Bytes.fromHex("7f".repeat(32)).toByteArray();

  @TempDir private Path folder = Path.of("");
  private final SecureRandom random = new SecureRandom();

  @BeforeEach
  void kit() throws Exception {
    OperatorKeyFile.make(file("ann"), "ann", random).close();
    kitOf(KeyKind.SECP256K1, SECRET);
    OperatorKeyFile.make(file("stranger"), "stranger", random).close();
  }

  private void kitOf(KeyKind kind, byte[] bytes) throws Exception {
    try (OperatorKeyFile ann = OperatorKeyFile.read(file("ann"));
        KeySecret secret = KeySecret.of(kind, bytes)) {
      RecoveryKit.Made made =
          RecoveryKit.make(
              "wallet-1",
              secret,
              2,
              List.of(
                  new Guardian("ann", Optional.of(ann.encryption().publicKey())),
                  new Guardian("drawer", Optional.empty()),
                  new Guardian("safe", Optional.empty())),
              random);
      Files.writeString(file("kit"), made.kit().json());
      for (RecoveryShare share : made.printed()) {
        try (share) {
          Files.write(file("share-" + share.index()), share.printed());
        }
      }
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Run drill(String... shares) {
    return with("restore-drill", List.of(), shares);
  }

  private Run with(String verb, List<String> more, String... shares) {
    List<String> arguments = new ArrayList<>(List.of("wallet", verb, file("kit").toString()));
    for (String share : shares) {
      arguments.add("--share");
      arguments.add(file(share).toString());
    }
    arguments.addAll(more);
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void aKitOpensByAnyTwoShares() {
    for (String[] two :
        new String[][] {{"ann", "share-2"}, {"share-3", "ann"}, {"share-2", "share-3"}}) {
      Run run = drill(two);
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.out()).contains("wallet-1", "secp256k1", "2 of 3");
      assertThat(run.out()).doesNotContain("7f7f7f7f");
    }
  }

  @Test
  void aSeedsAccountsAreDerivedFromTheKit() throws Exception {
    // The entropy of "abandon … about"; its addresses are the vectors of BIP-84 and BIP-86, and
    // what
    // wallets show for these words.
    kitOf(KeyKind.SEED, new byte[16]);
    Run run = drill("ann", "share-2");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "0x9858EfFD232B4033E47d90003D41EC34EcaEda94",
            "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk",
            "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu",
            "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
            "NOT COMPARED");
    assertThat(run.out()).doesNotContain("abandon", "0000000000");
    Run json = with("restore-drill", List.of("--json"), "ann", "share-2");
    JsonNode told = JsonNode.parse(json.out().strip());
    assertThat(told.member("comparedWith").text()).isEqualTo("nothing");
    assertThat(told.member("key").member("accounts").items()).hasSize(4);
  }

  @Test
  void whatDiffersIsNamed() throws Exception {
    try (KeySecret one = KeySecret.of(KeyKind.SEED, new byte[16]);
        KeySecret two = KeySecret.of(KeyKind.SEED, SECRET);
        KeySecret single = KeySecret.of(KeyKind.ED25519, SECRET);
        KeySecret hmac = KeySecret.of(KeyKind.HMAC, SECRET)) {
      KitAccounts kit = KitAccounts.of(one);
      assertThat(kit.differences(KitAccounts.of(one).key())).isEmpty();
      assertThat(kit.differences(KitAccounts.of(two).key()))
          .hasSize(8)
          .anySatisfy(line ->
              assertThat(line)
                  .startsWith("account m/44'/60'/0'/0/0 evm: 0x9858EfFD")
                  .contains("in the kit", "in the vault"));
      assertThat(kit.differences(KitAccounts.of(single).key()))
          .contains("type: seed in the kit, ed25519 in the vault")
          .anyMatch(line -> line.startsWith("account solana: nothing in the kit"));
      assertThat(KitAccounts.isComparable(KitAccounts.of(hmac).key())).isFalse();
      assertThat(KitAccounts.isComparable(kit.key())).isTrue();
    }
  }

  @Test
  void otherwiseItSaysWhyNot() throws Exception {
    assertThat(drill("ann").status()).isEqualTo(1);
    assertThat(drill("ann").err()).contains("1 shares of the 2");
    assertThat(drill("ann", "ann").err()).contains("twice");
    assertThat(drill("ann", "stranger").err()).contains("no share for this key");
    assertThat(drill("ann", "stranger").status()).isEqualTo(2);
    byte[] share = Files.readAllBytes(file("share-2"));
    share[40] ^= 1;
    Files.write(file("share-2"), share);
    Run mistyped = drill("ann", "share-2");
    assertThat(mistyped.status()).isEqualTo(2);
    assertThat(drill("ann", "nothing").status()).isEqualTo(2);
  }

  @Test
  void theEnvelopeOpensInTheOtherVaultOnly() throws Exception {
    try (EncryptionKey vault = EncryptionKey.generate(random)) {
      List<String> to =
          List.of("--recipient", vault.publicKey().hex(), "-o", file("envelope").toString());
      Run run = with("restore", to, "ann", "share-3");
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      KeyEnvelope envelope =
          KeyEnvelope.parse(JsonNode.parse(Files.readString(file("envelope")).strip()));
      assertThat(envelope.purpose()).isEqualTo(KeyEnvelope.Purpose.IMPORT);
      try (KeySecret secret = envelope.open(vault)) {
        byte[] copy = secret.use(byte[]::clone);
        assertThat(copy).isEqualTo(SECRET);
      }
      assertThat(with("restore", to, "ann", "share-3").err()).contains("exists already");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the vault signs for Solana and Bitcoin is decoded, verified and completed by the libraries
/// that wallets use there.
@Timeout(240)
class CoinsPeersTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable CoinsPeer coins;
  private static @Nullable VaultDeployment vault;
  private static final RequestKey AGENT = VaultDeployment.newKey();
  private static Wallet wallet = new Wallet("", Map.of());

  @BeforeAll
  static void start() throws Exception {
    coins = CoinsPeer.start();
    vault = VaultDeployment.start(folder, Map.of());
    wallet =
        Wallet.of(
            vault.post(AGENT, "/v1/keys", Map.of("type", "seed", "policy", Wallet.POLICY)).ok());
  }

  @AfterAll
  static void stop() throws IOException {
    if (vault != null) {
      vault.close();
    }
    if (coins != null) {
      coins.close();
    }
  }

  private static VaultReply sign(Map<String, ?> payload) throws Exception {
    return vault.post(AGENT, wallet.signing(), payload);
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "0"})
  void web3Verifies(String version) throws Exception {
    String from = wallet.address(Wallet.SOLANA, "solana");
    String to = coins.newSolanaAddress();
    JsonNode result = sign(coins.transfer(version, from, to, 1_000_000_000)).ok().result();
    coins.verifiesTransfer(version, from, to, 1_000_000_000, result);
    sign(coins.transfer(version, from, to, 1_000_000_001)).refused("no-rule");
  }

  private static JsonNode theirs(String publicKey) throws Exception {
    return coins.libraries().ask("addresses", Map.of("publicKey", publicKey));
  }

  @Test
  void addressesAreTheSame() throws Exception {
    for (Map.Entry<String, String> one :
        Map.of(Wallet.BITCOIN, "bitcoin", Wallet.TAPROOT, "bitcoinTaproot").entrySet()) {
      assertThat(wallet.address(one.getKey(), one.getValue()))
          .isEqualTo(theirs(wallet.publicKey(one.getKey())).member(one.getValue()).text());
    }
    Wallet single =
        Wallet.of(
            vault
                .post(AGENT, "/v1/keys", Map.of("type", "secp256k1", "policy", Wallet.POLICY))
                .ok());
    JsonNode all = theirs(single.publicKey(""));
    for (String name : List.of("bitcoin", "bitcoinTaproot", "bitcoinLegacy")) {
      assertThat(single.address("", name)).isEqualTo(all.member(name).text());
    }
  }

  private static Map<String, Object> spending(String path, String psbt) {
    return Map.of("form", "bitcoin-transaction", "network", "mainnet", "psbt", psbt, "path", path);
  }

  private static void spends(String path, String... kinds) throws Exception {
    String publicKey = wallet.publicKey(path);
    String psbt = coins.psbt(publicKey, List.of(kinds), 90_000L * kinds.length);
    JsonNode result = sign(spending(path, psbt)).ok().result();
    coins.verifiesSpending(psbt, publicKey, List.of(kinds), result);
  }

  @Test
  void bitcoinjsCompletesTheSameTransaction() throws Exception {
    spends(Wallet.BITCOIN, "p2wpkh");
    spends(Wallet.BITCOIN, "p2pkh");
    spends(Wallet.TAPROOT, "p2tr");
    spends(Wallet.BITCOIN, "p2wpkh", "p2tr", "p2pkh", "p2wpkh");
  }

  @Test
  void amountsHaveToBeProven() throws Exception {
    String psbt =
        coins
            .libraries()
            .ask(
                "psbt",
                Map.of(
                    "publicKey",
                    wallet.publicKey(Wallet.BITCOIN),
                    "kinds",
                    List.of("p2wpkh", "p2wpkh"),
                    "amount",
                    "190000",
                    "bare",
                    true))
            .member("psbt")
            .text();
    sign(spending(Wallet.BITCOIN, psbt)).refused("unsure");
  }

  @Test
  void signaturesOfOneTransactionAreNoneOfAnother() throws Exception {
    String publicKey = wallet.publicKey(Wallet.BITCOIN);
    List<String> kinds = List.of("p2wpkh");
    String psbt = coins.psbt(publicKey, kinds, 90_000);
    String other = coins.psbt(publicKey, kinds, 90_000);
    Map<String, Object> result = new HashMap<>();
    result.put(
        "signatures",
        sign(spending(Wallet.BITCOIN, psbt)).ok().result().member("signatures").value());
    assertThatThrownBy(
            () -> coins.verifiesSpending(other, publicKey, kinds, new JsonNode(result, "")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("false");
  }

  @Test
  void refusesWhatIsTooMuchOrNotItsOwn() throws Exception {
    String publicKey = wallet.publicKey(Wallet.BITCOIN);
    List<String> many = Collections.nCopies(12, "p2wpkh");
    sign(spending(Wallet.BITCOIN, coins.psbt(publicKey, many, 1_000_001))).refused("no-rule");
    String foreign = coins.psbt(wallet.publicKey(Wallet.TAPROOT), List.of("p2wpkh"), 90_000);
    sign(spending(Wallet.BITCOIN, foreign)).refused("not-for-this-key");
  }
}

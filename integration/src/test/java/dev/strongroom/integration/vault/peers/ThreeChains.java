// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a wallet is for: a payment on each of three chains, and one that is refused.
record ThreeChains(EvmPeer evm, CoinsPeer coins) implements AutoCloseable {
  private static final BigInteger WEI = BigInteger.valueOf(250_000_000_000L);
  private static final BigInteger TOO_MUCH = EvmPeer.ETHER.add(BigInteger.ONE);

  static ThreeChains start() throws Exception {
    EvmPeer evm = EvmPeer.start();
    try {
      return new ThreeChains(evm, CoinsPeer.start());
    } catch (Exception | Error e) {
      evm.close();
      throw e;
    }
  }

  /// Whoever asks the vault to sign, in their own way.
  @FunctionalInterface
  interface Asking {
    /// Asks to sign a payload.
    VaultReply sign(String path, Map<String, ?> payload) throws Exception;
  }

  /// Pays on each chain, and has each transaction accepted or verified by the others.
  void pay(Wallet wallet, Asking asking) throws Exception {
    String sender = wallet.address(Wallet.EVM, "evm");
    evm.fund(sender, EvmPeer.ETHER);
    Map<String, Object> payment = evm.payment(2, sender, WEI);
    JsonNode mined = evm.mined(sender, asking.sign(wallet.signing(), payment).ok().result());
    assertThat(mined.member("value").text()).isEqualTo(WEI.toString());

    String from = wallet.address(Wallet.SOLANA, "solana");
    String to = coins.newSolanaAddress();
    Map<String, Object> transfer = coins.transfer("0", from, to, 5000);
    JsonNode sent = asking.sign(wallet.signing(), transfer).ok().result();
    coins.verifiesTransfer("0", from, to, 5000, sent);

    String publicKey = wallet.publicKey(Wallet.BITCOIN);
    List<String> kinds = List.of("p2wpkh", "p2tr");
    String psbt = coins.psbt(publicKey, kinds, 150_000);
    JsonNode spent =
        asking
            .sign(
                wallet.signing(),
                Map.of("form", "bitcoin-transaction", "network", "mainnet", "psbt", psbt))
            .ok()
            .result();
    coins.verifiesSpending(psbt, publicKey, kinds, spent);
  }

  /// Asks for more than the policy allows.
  void overspend(Wallet wallet, Asking asking) throws Exception {
    VaultReply refused =
        asking
            .sign(
                wallet.signing(),
                evm.payload(
                    Map.of(
                        "type",
                        0,
                        "from",
                        "0x" + "00".repeat(20),
                        "to",
                        EvmPeer.SHOP,
                        "value",
                        TOO_MUCH.toString())))
            .refused("no-rule");
    JsonNode entry = refused.receipt().entry().content();
    assertThat(entry.member("kind").text()).isEqualTo("refusal");
    assertThat(entry.member("code").text()).isEqualTo("no-rule");
  }

  /// What the ledger says of all that: three uses of a form each, and the refusal, every entry by
  /// the same somebody.
  ProvenHistory proves(
      VaultDeployment vault, Wallet wallet, RequestKey asking, String principal, String... before)
      throws Exception {
    ProvenHistory history = ProvenHistory.of(vault, asking, wallet.id());
    assertThat(history.kinds().subList(0, before.length)).containsExactly(before);
    assertThat(history.kinds().subList(before.length, history.kinds().size()))
        .containsExactly("key-used", "key-used", "key-used", "refusal", "history");
    List<String> forms = new ArrayList<>();
    for (JsonNode use : history.of("key-used")) {
      assertThat(use.member("act").text()).isEqualTo("sign");
      assertThat(use.member("principal").text()).isEqualTo(principal);
      forms.add(use.member("payloads").items().getFirst().member("form").text());
    }
    assertThat(forms)
        .containsExactly("evm-transaction", "solana-transaction", "bitcoin-transaction");
    return history;
  }

  @Override
  public void close() {
    coins.close();
    evm.close();
  }
}

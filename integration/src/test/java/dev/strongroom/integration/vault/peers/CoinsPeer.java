// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// What `@solana/web3.js` and `bitcoinjs-lib` make, and what they say of the vault's signatures.
/// There is no validator of Solana's and no node of Bitcoin's: nothing here is accepted by a chain.
record CoinsPeer(Peer libraries) implements AutoCloseable {

  static CoinsPeer start() throws Exception {
    return new CoinsPeer(Peer.start("coins.mjs"));
  }

  /// A transfer to sign.
  ///
  /// @param version `legacy` or `0`
  /// @param to base58
  Map<String, Object> transfer(String version, String from, String to, long lamports)
      throws Exception {
    return Map.of(
        "form",
        "solana-transaction",
        "transaction",
        libraries
            .ask(
                "solanaTransfer",
                Map.of(
                    "version",
                    version,
                    "from",
                    from,
                    "to",
                    to,
                    "lamports",
                    String.valueOf(lamports)))
            .member("transaction")
            .text());
  }

  String newSolanaAddress() throws Exception {
    return libraries.ask("newSolanaAddress", Map.of()).member("address").text();
  }

  /// Has web3.js decode a signed transfer, and its signature verified.
  void verifiesTransfer(String version, String from, String to, long lamports, JsonNode result)
      throws Exception {
    JsonNode signed =
        libraries.ask("solanaSigned", Map.of("transaction", result.member("result").text()));
    assertThat(signed.member("verifies").flag()).isTrue();
    assertThat(signed.member("web3Verifies").flag()).isTrue();
    assertThat(signed.member("version").text()).isEqualTo(version);
    assertThat(signed.member("payer").text()).isEqualTo(from);
    assertThat(signed.member("to").text()).isEqualTo(to);
    assertThat(signed.member("lamports").text()).isEqualTo(String.valueOf(lamports));
    assertThat(signed.member("id").text()).isEqualTo(result.member("id").text());
  }

  /// A PSBT, base64, that spends an output of 100,000 satoshi of each kind.
  ///
  /// @param kinds of the outputs, all of this key: `p2pkh`, `p2wpkh`, `p2tr`
  String psbt(String publicKey, List<String> kinds, long amount) throws Exception {
    return libraries
        .ask(
            "psbt",
            Map.of("publicKey", publicKey, "kinds", kinds, "amount", String.valueOf(amount)))
        .member("psbt")
        .text();
  }

  /// Has bitcoinjs-lib verify each signature, finalise the PSBT, and come to the same transaction.
  void verifiesSpending(String psbt, String publicKey, List<String> kinds, JsonNode result)
      throws Exception {
    JsonNode signed =
        libraries.ask(
            "bitcoinSigned",
            Map.of(
                "psbt",
                psbt,
                "publicKey",
                publicKey,
                "kinds",
                kinds,
                "signatures",
                result.member("signatures").value()));
    assertThat(signed.member("valid").value()).isEqualTo(Collections.nCopies(kinds.size(), true));
    assertThat(signed.member("transaction").text()).isEqualTo(result.member("result").text());
    assertThat(signed.member("id").text()).isEqualTo(result.member("id").text());
  }

  @Override
  public void close() {
    libraries.close();
  }
}

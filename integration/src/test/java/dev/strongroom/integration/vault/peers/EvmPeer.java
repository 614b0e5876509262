// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node of Ethereum on this computer (ganache), and the libraries that speak to it.
record EvmPeer(Peer node, Peer libraries) implements AutoCloseable {
  static final BigInteger ETHER = BigInteger.TEN.pow(18);

  /// Somebody else.
  static final String SHOP = "0x3535353535353535353535353535353535353535";

  static EvmPeer start() throws Exception {
    Peer node = Peer.start("chain.mjs");
    try {
      String url = node.ask("address", Map.of()).member("url").text();
      return new EvmPeer(node, Peer.start("evm.mjs", url));
    } catch (Exception | Error e) {
      node.close();
      throw e;
    }
  }

  /// Sends ether from an account of the node's own.
  void fund(String address, BigInteger wei) throws Exception {
    libraries.ask("fund", Map.of("address", address, "wei", wei.toString()));
  }

  /// A payload to sign: a payment to [#SHOP] that ethers made.
  ///
  /// @param type of EIP-2718
  Map<String, Object> payment(int type, String from, BigInteger wei) throws Exception {
    return payload(Map.of("type", type, "from", from, "to", SHOP, "value", wei.toString()));
  }

  /// A payload to sign that ethers made.
  ///
  /// @param members of the transaction
  Map<String, Object> payload(Map<String, ?> members) throws Exception {
    Map<String, Object> asked = new HashMap<>(members);
    if (Integer.valueOf(1).equals(members.get("type"))) {
      asked.put("accessList", List.of(Map.of("address", SHOP, "storageKeys", List.of())));
    }
    return Map.of(
        "form",
        "evm-transaction",
        "transaction",
        libraries.ask("unsigned", asked).member("transaction").text());
  }

  /// Has a signed transaction mined, and has both libraries say whose it is.
  ///
  /// @param result of the vault
  /// @return what the node has
  JsonNode mined(String sender, JsonNode result) throws Exception {
    String raw = result.member("result").text();
    JsonNode decoded = libraries.ask("decoded", Map.of("raw", raw));
    assertThat(decoded.member("signer").text()).as("by viem").isEqualTo(sender);
    assertThat(decoded.member("chainId").value()).isEqualTo(1337L);
    JsonNode mined = libraries.ask("send", Map.of("raw", raw));
    assertThat(mined.member("status").value()).isEqualTo(1L);
    assertThat(mined.member("from").text()).as("by ethers").isEqualTo(sender);
    assertThat(mined.member("hash").text()).isEqualTo(result.member("id").text());
    return mined;
  }

  /// What an address has.
  BigInteger balance(String address) throws Exception {
    return new BigInteger(
        libraries.ask("balances", Map.of("address", address)).member("ether").text());
  }

  @Override
  public void close() {
    libraries.close();
    node.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.json.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A wallet's public side, as the vault shows it.
///
/// @param id of the key
/// @param accounts by path
record Wallet(String id, Map<String, JsonNode> accounts) {
  static final String EVM = "m/44'/60'/0'/0/0";
  static final String SOLANA = "m/44'/501'/0'/0'";
  static final String BITCOIN = "m/84'/0'/0'/0/0";
  static final String TAPROOT = "m/86'/0'/0'/0/0";

  /// What each wallet of these tests may do: little, on each of the chains.
  static final Map<String, Object> POLICY =
      Map.of(
          "version",
          1,
          "rules",
          List.of(
              rule("small-payments", "evm-transaction", "tx.value <= eth(\"1\")"),
              rule("small-transfers", "solana-transaction", "tx.lamports <= 1000000000"),
              rule("small-spends", "bitcoin-transaction", "tx.sent <= 1000000")));

  private static Map<String, Object> rule(String name, String form, String when) {
    return Map.of(
        "name",
        name,
        "effect",
        "allow",
        "acts",
        List.of("sign"),
        "on",
        List.of(form),
        "sessions",
        true,
        "when",
        when);
  }

  /// Reads the `key` of an answer.
  static Wallet of(VaultReply reply) throws Exception {
    JsonNode key = reply.body().member("key");
    Map<String, JsonNode> accounts = new HashMap<>();
    for (JsonNode account : key.member("accounts").items()) {
      accounts.put(account.member("path").anyText(), account);
    }
    return new Wallet(key.member("id").text(), accounts);
  }

  /// An address, such as the one called `evm`.
  String address(String path, String name) throws Exception {
    return account(path).member("addresses").member(name).text();
  }

  /// Encoded as its curve has it, hexadecimal digits.
  String publicKey(String path) throws Exception {
    return account(path).member("publicKey").text();
  }

  private JsonNode account(String path) {
    JsonNode account = accounts.get(path);
    if (account == null) {
      throw new AssertionError("no account " + path + " among " + accounts.keySet());
    }
    return account;
  }

  String signing() {
    return "/v1/keys/" + id + "/sign";
  }
}

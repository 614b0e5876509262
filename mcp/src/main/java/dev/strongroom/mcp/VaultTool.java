// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a model can ask for.
enum VaultTool {
  CREATE_KEY(
      "create_key",
      "Make a key inside the vault, under a policy that says what it may be used for; what no rule"
          + " allows is refused. A seed has accounts for EVM chains, Solana and Bitcoin.",
      false,
      new Schema()
          .choice("type", true, "secp256k1", "ed25519", "p256", "seed", "x25519", "hmac")
          .object("policy", true, "The key's policy: {\"version\":1,\"rules\":[…]}.")
          .text("label", false, "What to call it.")
          .text("request", false, "Repeated with the same id, it is done once.")),
  LIST_KEYS("list_keys", "List the keys that were made for you.", true, new Schema()),
  ADDRESS(
      "address",
      "The accounts of a key: paths, public keys, and addresses on each chain.",
      true,
      new Schema().text("key", true, "The key's id.")),
  SIGN_TRANSACTION(
      "sign_transaction",
      "Have a transaction signed, if the key's policy allows it. It is decoded inside the vault.",
      false,
      new Schema()
          .text("key", true, "The key's id.")
          .choice("chain", true, "evm", "solana", "bitcoin")
          .text(
              "transaction",
              true,
              "evm: unsigned, in hexadecimal digits. solana: in base64. bitcoin: a PSBT in base64.")
          .text("account", false, "The path of a seed's account, such as m/44'/60'/0'/0/1.")
          .choice("network", false, "mainnet", "testnet", "regtest")
          .text("request", false, "Repeated with the same id, it is done once.")),
  SIGN_MESSAGE(
      "sign_message",
      "Have a message signed, if the key's policy allows it.",
      false,
      new Schema()
          .text("key", true, "The key's id.")
          .choice("chain", true, "evm", "solana", "plain")
          .text("message", false, "The text. For plain: bytes in hexadecimal digits.")
          .object("typed_data", false, "evm only, in place of message: typed data of EIP-712.")
          .text("account", false, "The path of a seed's account.")
          .text("request", false, "Repeated with the same id, it is done once.")),
  EXPLAIN(
      "explain",
      "Say whether something would be signed, and if not which rule and which value are in the way."
          + " Nothing is signed, and nothing entered.",
      true,
      new Schema()
          .text("key", true, "The key's id.")
          .choice("chain", true, "evm", "solana", "bitcoin", "plain")
          .text("transaction", false, "As for sign_transaction.")
          .text("message", false, "As for sign_message.")
          .object("typed_data", false, "As for sign_message.")
          .text("account", false, "The path of a seed's account.")
          .choice("network", false, "mainnet", "testnet", "regtest")),
  HISTORY(
      "history",
      "What was done with a key, the latest first: each act is in a public log, and its receipt was"
          + " verified.",
      true,
      new Schema()
          .text("key", true, "The key's id.")
          .number("limit", "How many acts, 1 to 20. Default: 20."));

  private final String code;
  private final String description;
  private final boolean readOnly;
  private final String schema;

  VaultTool(String code, String description, boolean readOnly, Schema schema) {
    this.code = code;
    this.description = description;
    this.readOnly = readOnly;
    this.schema = schema.json();
  }

  /// Its name in the protocol.
  String code() {
    return code;
  }

  String description() {
    return description;
  }

  /// Whether it changes nothing.
  boolean readOnly() {
    return readOnly;
  }

  /// The JSON Schema of its arguments.
  String schema() {
    return schema;
  }

  /// Collects a JSON Schema.
  private static final class Schema {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    Schema text(String name, boolean needed, String description) {
      return property(name, needed, Map.of("type", "string", "description", description));
    }

    Schema object(String name, boolean needed, String description) {
      return property(name, needed, Map.of("type", "object", "description", description));
    }

    Schema number(String name, String description) {
      return property(name, false, Map.of("type", "integer", "description", description));
    }

    Schema choice(String name, boolean needed, String... of) {
      return property(name, needed, Map.of("type", "string", "enum", List.of(of)));
    }

    private Schema property(String name, boolean needed, Map<String, Object> property) {
      properties.put(name, property);
      if (needed) {
        required.add(name);
      }
      return this;
    }

    String json() {
      return CanonicalJson.text(
          Map.of(
              "type",
              "object",
              "properties",
              properties,
              "required",
              required,
              "additionalProperties",
              false));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is to be signed, as the vault's interface has it.
final class Payload {
  private Payload() {}

  /// The payload of a tool's arguments.
  ///
  /// @throws UnusableArgumentException if it isn't clear what is meant
  static Map<String, Object> of(VaultTool tool, Arguments arguments)
      throws UnusableArgumentException {
    boolean transaction = arguments.optional("transaction").isPresent();
    boolean message = arguments.optional("message").isPresent();
    boolean typed = arguments.values().get("typed_data") != null;
    int given = (transaction ? 1 : 0) + (message ? 1 : 0) + (typed ? 1 : 0);
    if (given != 1 || (tool == VaultTool.SIGN_TRANSACTION && !transaction)) {
      throw new UnusableArgumentException(
          "one of transaction, message and typed_data is needed, as the tool takes them");
    }
    String chain = arguments.text("chain");
    Map<String, Object> payload = new LinkedHashMap<>();
    if (transaction) {
      transaction(chain, arguments, payload);
    } else {
      message(chain, typed, arguments, payload);
    }
    if (arguments.optional("account").isPresent()) {
      payload.put("path", arguments.text("account"));
    }
    return payload;
  }

  private static void transaction(String chain, Arguments arguments, Map<String, Object> payload)
      throws UnusableArgumentException {
    switch (chain) {
      case "evm" -> {
        payload.put("form", "evm-transaction");
        payload.put("transaction", arguments.hex("transaction"));
      }
      case "solana" -> {
        payload.put("form", "solana-transaction");
        payload.put("transaction", arguments.text("transaction").strip());
      }
      case "bitcoin" -> {
        payload.put("form", "bitcoin-transaction");
        payload.put("psbt", arguments.text("transaction").strip());
        payload.put("network", arguments.optional("network").orElse("mainnet"));
      }
      default -> throw new UnusableArgumentException("no transactions of chain " + chain);
    }
  }

  private static void message(
      String chain, boolean typed, Arguments arguments, Map<String, Object> payload)
      throws UnusableArgumentException {
    if (typed && !chain.equals("evm")) {
      throw new UnusableArgumentException("typed_data is for chain evm");
    }
    switch (chain) {
      case "evm" -> {
        payload.put("form", typed ? "evm-typed-data" : "evm-message");
        if (typed) {
          payload.put("typedData", arguments.object("typed_data"));
        } else {
          payload.put("text", arguments.text("message"));
        }
      }
      case "solana" -> {
        payload.put("form", "solana-message");
        payload.put("text", arguments.text("message"));
      }
      case "plain" -> {
        payload.put("form", "message");
        payload.put("message", arguments.hex("message"));
      }
      default -> throw new UnusableArgumentException("no messages of chain " + chain);
    }
  }
}

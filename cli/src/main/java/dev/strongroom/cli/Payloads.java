// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is to be signed, as the vault's interface has it. Only the outline is checked here: what
/// the bytes say is the vault's to decode.
final class Payloads {
  private Payloads() {}

  /// @param content text, hexadecimal digits (with or without 0x), base64 or JSON, as the form
  ///   wants
  /// @param network of a PSBT
  /// @param scheme for a digest
  /// @throws UsageException if there is no such form, or the content isn't of it
  static Map<String, Object> of(String form, String content, String network, String scheme)
      throws UsageException {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("form", form);
    switch (form) {
      case "evm-transaction" -> payload.put("transaction", hex("CONTENT", content));
      case "evm-message", "solana-message" -> payload.put("text", content);
      case "evm-typed-data" -> payload.put("typedData", json(content));
      case "solana-transaction" -> payload.put("transaction", content.strip());
      case "bitcoin-transaction" -> {
        payload.put("psbt", content.strip());
        payload.put("network", network);
      }
      case "message" -> payload.put("message", hex("CONTENT", content));
      case "digest" -> {
        payload.put("digest", hex("CONTENT", content));
        payload.put("scheme", scheme);
      }
      default -> throw new UsageException("'" + form + "' isn't a form; --help lists them");
    }
    return payload;
  }

  /// Hexadecimal digits as the interface has them.
  ///
  /// @param place whose they are, for the message
  static String hex(String place, String content) throws UsageException {
    String digits = content.strip();
    String bare = digits.startsWith("0x") ? digits.substring(2) : digits;
    try {
      return Bytes.fromHex(bare).hex();
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + ": hexadecimal digits are needed");
    }
  }

  private static Object json(String content) throws UsageException {
    try {
      return TextFile.encodable(JsonNode.parse(content)).value();
    } catch (MalformedJsonException e) {
      throw new UsageException("typed data is JSON: " + e.getMessage());
    }
  }
}

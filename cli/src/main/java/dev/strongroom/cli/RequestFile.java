// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PlainDigest;
import dev.strongroom.chain.PlainMessage;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.bitcoin.BitcoinTransaction;
import dev.strongroom.chain.evm.EvmMessage;
import dev.strongroom.chain.evm.EvmTransaction;
import dev.strongroom.chain.evm.EvmTypedData;
import dev.strongroom.chain.solana.SolanaMessage;
import dev.strongroom.chain.solana.SolanaTransaction;
import dev.strongroom.policy.Inquiry;
import dev.strongroom.policy.Principal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A request in a file, decoded as the vault decodes it.
final class RequestFile {
  private static final Set<String> MEMBERS =
      Set.of(
          "form",
          "transaction",
          "message",
          "text",
          "typedData",
          "psbt",
          "network",
          "digest",
          "scheme",
          "path",
          "publicKey",
          "key",
          "caller",
          "act",
          "session",
          "time",
          "approvals");
  private static final String NOBODY = "agent:nobody";

  private RequestFile() {}

  /// Reads a request.
  ///
  /// @param now when it is asked, unless the file says it
  /// @throws UsageException if it isn't one, or its payload can't be decoded
  static Inquiry read(Path file, Instant now) throws UsageException {
    JsonNode node = TextFile.json(file);
    try {
      node.onlyMembers(MEMBERS);
      Optional<JsonNode> time = node.optional("time");
      Optional<JsonNode> session = node.optional("session");
      return new Inquiry(
          text(node, "act", "sign"),
          Principal.parse(text(node, "caller", NOBODY)),
          session.isPresent() ? Optional.of(session.get().text()) : Optional.empty(),
          text(node, "key", "key"),
          text(node, "path", ""),
          signable(node).facts(publicKey(node.member("publicKey").text())),
          time.isPresent() ? Instant.parse(time.get().text()) : now,
          approvals(node.optional("approvals")));
    } catch (MalformedJsonException
        | UndecodableException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  private static String text(JsonNode node, String name, String otherwise)
      throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(name);
    return member.isPresent() ? member.get().text() : otherwise;
  }

  private static Set<Principal> approvals(Optional<JsonNode> list) throws MalformedJsonException {
    Set<Principal> approvals = new HashSet<>();
    if (list.isPresent()) {
      for (JsonNode item : KeyText.items(list.get())) {
        approvals.add(Principal.parse(item.text()));
      }
    }
    return approvals;
  }

  private static PublicKey publicKey(String text) {
    for (Curve curve : Curve.values()) {
      if (text.startsWith(curve.code() + ":")) {
        return new PublicKey(curve, Bytes.fromHex(text.substring(curve.code().length() + 1)));
      }
    }
    throw new IllegalArgumentException("publicKey is CURVE:HEX, such as ed25519:d75a…");
  }

  private static Signable signable(JsonNode node)
      throws MalformedJsonException, UndecodableException {
    String form = node.member("form").text();
    return switch (form) {
      case "evm-transaction" -> EvmTransaction.parse(hex(node, "transaction"));
      case "evm-message" -> EvmMessage.parse(message(node));
      case "evm-typed-data" -> EvmTypedData.parse(node.member("typedData"));
      case "solana-transaction" -> SolanaTransaction.parse(base64(node, "transaction"));
      case "solana-message" -> SolanaMessage.of(Bytes.utf8(node.member("text").anyText()));
      case "bitcoin-transaction" -> BitcoinTransaction.parse(base64(node, "psbt"), network(node));
      case "message" -> PlainMessage.of(hex(node, "message"));
      case "digest" ->
          PlainDigest.of(
              hex(node, "digest"),
              text(node, "scheme", "ecdsa").equals("schnorr") ? Scheme.SCHNORR : Scheme.ECDSA);
      default -> throw node.member("form").error("no such form");
    };
  }

  private static BitcoinNetwork network(JsonNode node) throws MalformedJsonException {
    JsonNode network = node.member("network");
    return BitcoinNetwork.of(network.text())
        .orElseThrow(() -> network.error("mainnet, testnet or regtest"));
  }

  private static Bytes message(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> text = node.optional("text");
    return text.isPresent() ? Bytes.utf8(text.get().anyText()) : hex(node, "message");
  }

  private static Bytes hex(JsonNode node, String name) throws MalformedJsonException {
    String text = node.member(name).anyText();
    return Bytes.fromHex(text.startsWith("0x") ? text.substring(2) : text);
  }

  private static Bytes base64(JsonNode node, String name) throws MalformedJsonException {
    return Bytes.copyOf(Base64.getDecoder().decode(node.member(name).text()));
  }
}

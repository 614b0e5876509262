// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PlainDigest;
import dev.strongroom.chain.PlainMessage;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.bitcoin.BitcoinTransaction;
import dev.strongroom.chain.derivation.WalletAccount;
import dev.strongroom.chain.evm.EvmMessage;
import dev.strongroom.chain.evm.EvmTransaction;
import dev.strongroom.chain.evm.EvmTypedData;
import dev.strongroom.chain.solana.SolanaMessage;
import dev.strongroom.chain.solana.SolanaTransaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One thing to be signed, as a request has it.
///
/// @param signable decoded
/// @param path of the account that is to sign; empty for the form's own, or for keys without paths
/// @param digest SHA-256 of its members in canonical form, hexadecimal digits
record Payload(Signable signable, Optional<String> path, String digest) {
  private static final Set<String> NOT_ITS = Set.of("request", "share", "batch", "receipt");

  /// Reads one.
  ///
  /// @param node the request, or an item of its batch
  /// @throws UndecodableException if it isn't understood in full
  static Payload read(JsonNode node) throws MalformedJsonException, UndecodableException {
    JsonNode name = node.member("form");
    Form form = Form.of(name.text()).orElseThrow(() -> name.error("an unknown form"));
    Map<String, Object> members = new HashMap<>();
    for (String member : node.names()) {
      if (!NOT_ITS.contains(member)) {
        members.put(member, node.member(member).value());
      }
    }
    JsonNode own = new JsonNode(members, node.place());
    Optional<JsonNode> path = node.optional("path");
    return new Payload(
        signable(form, own),
        path.isEmpty() ? Optional.empty() : Optional.of(path.get().text()),
        Json.digest(members));
  }

  private static Signable signable(Form form, JsonNode node)
      throws MalformedJsonException, UndecodableException {
    return switch (form) {
      case EVM_TRANSACTION -> {
        only(node, "transaction");
        yield EvmTransaction.parse(Json.hex(node.member("transaction")));
      }
      case EVM_MESSAGE -> EvmMessage.parse(message(node));
      case EVM_TYPED_DATA -> {
        only(node, "typedData");
        yield EvmTypedData.parse(node.member("typedData"));
      }
      case SOLANA_TRANSACTION -> {
        only(node, "transaction");
        yield SolanaTransaction.parse(Json.base64(node.member("transaction")));
      }
      case SOLANA_MESSAGE -> SolanaMessage.of(message(node));
      case BITCOIN_TRANSACTION -> {
        only(node, "psbt", "network");
        JsonNode network = node.member("network");
        yield BitcoinTransaction.parse(
            Json.base64(node.member("psbt")),
            BitcoinNetwork.of(network.text())
                .orElseThrow(() -> network.error("mainnet, testnet or regtest is needed")));
      }
      case MESSAGE -> PlainMessage.of(message(node));
      case DIGEST -> {
        only(node, "digest", "scheme");
        JsonNode scheme = node.member("scheme");
        yield PlainDigest.of(
            Json.hex(node.member("digest")),
            switch (scheme.text()) {
              case "ecdsa" -> Scheme.ECDSA;
              case "schnorr" -> Scheme.SCHNORR;
              default -> throw scheme.error("ecdsa or schnorr is needed");
            });
      }
    };
  }

  private static Bytes message(JsonNode node) throws MalformedJsonException {
    only(node, "message", "text");
    Optional<JsonNode> text = node.optional("text");
    if (text.isPresent() == node.optional("message").isPresent()) {
      throw node.error("a message or a text is needed");
    }
    return text.isPresent() ? Bytes.utf8(text.get().anyText()) : Json.hex(node.member("message"));
  }

  private static void only(JsonNode node, String... members) throws MalformedJsonException {
    Set<String> known = new java.util.HashSet<>(Set.of(members));
    known.add("form");
    known.add("path");
    node.onlyMembers(known);
  }

  /// The curve whose keys sign this form; empty if any do.
  static Optional<Curve> curve(Form form) {
    return switch (form) {
      case EVM_TRANSACTION, EVM_MESSAGE, EVM_TYPED_DATA, BITCOIN_TRANSACTION ->
          Optional.of(Curve.SECP256K1);
      case SOLANA_TRANSACTION, SOLANA_MESSAGE -> Optional.of(Curve.ED25519);
      case MESSAGE, DIGEST -> Optional.empty();
    };
  }

  /// The account of a wallet that signs this form unless another is named.
  static Optional<String> usualPath(Form form) {
    return usual(form).map(account -> account.path().toString());
  }

  private static Optional<WalletAccount> usual(Form form) {
    return switch (form) {
      case EVM_TRANSACTION, EVM_MESSAGE, EVM_TYPED_DATA -> Optional.of(WalletAccount.EVM);
      case SOLANA_TRANSACTION, SOLANA_MESSAGE -> Optional.of(WalletAccount.SOLANA);
      case BITCOIN_TRANSACTION -> Optional.of(WalletAccount.BITCOIN);
      case MESSAGE, DIGEST -> Optional.empty();
    };
  }
}

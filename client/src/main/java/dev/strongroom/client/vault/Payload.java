// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Form;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something that a key is asked to sign.
///
/// @param form what it is
/// @param members as the interface has them
public record Payload(Form form, SortedMap<String, Object> members) {
  /// Copies the members.
  public Payload {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  private static Payload of(Form form, Map<String, ?> members) {
    SortedMap<String, Object> all = new TreeMap<>(members);
    all.put("form", form.code());
    return new Payload(form, all);
  }

  /// An Ethereum transaction without its signature (EIP-2718, or RLP with EIP-155).
  public static Payload evmTransaction(Bytes unsigned) {
    return of(Form.EVM_TRANSACTION, Map.of("transaction", unsigned.hex()));
  }

  /// Bytes under EIP-191.
  public static Payload evmMessage(Bytes message) {
    return of(Form.EVM_MESSAGE, Map.of("message", message.hex()));
  }

  /// A text under EIP-191.
  public static Payload evmText(String text) {
    return of(Form.EVM_MESSAGE, Map.of("text", text));
  }

  /// Typed data under EIP-712, as `eth_signTypedData_v4` takes it.
  public static Payload evmTypedData(JsonNode typedData) {
    return of(Form.EVM_TYPED_DATA, Map.of("typedData", typedData.value()));
  }

  /// A Solana transaction, its signatures empty.
  public static Payload solanaTransaction(Bytes transaction) {
    return of(Form.SOLANA_TRANSACTION, Map.of("transaction", base64(transaction)));
  }

  /// A text under Solana's off-chain header.
  public static Payload solanaMessage(String text) {
    return of(Form.SOLANA_MESSAGE, Map.of("text", text));
  }

  /// A Bitcoin transaction as a PSBT (BIP-174).
  ///
  /// @param network `mainnet`, `testnet` or `regtest`
  public static Payload bitcoinTransaction(Bytes psbt, String network) {
    return of(Form.BITCOIN_TRANSACTION, Map.of("psbt", base64(psbt), "network", network));
  }

  /// Bytes under no format.
  public static Payload message(Bytes message) {
    return of(Form.MESSAGE, Map.of("message", message.hex()));
  }

  /// A digest of 32 bytes, for ECDSA.
  public static Payload ecdsaDigest(Bytes digest) {
    return of(Form.DIGEST, Map.of("digest", digest.hex(), "scheme", "ecdsa"));
  }

  /// A digest of 32 bytes, for BIP-340.
  public static Payload schnorrDigest(Bytes digest) {
    return of(Form.DIGEST, Map.of("digest", digest.hex(), "scheme", "schnorr"));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}

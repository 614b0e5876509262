// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import java.util.Optional;

/// What kind of thing is to be signed. Policies allow each by name (`docs/policy-model.md`).
public enum Form {
  /// An Ethereum transaction: legacy, EIP-2930, EIP-1559 or EIP-7702.
  EVM_TRANSACTION("evm-transaction"),
  /// A text or bytes under EIP-191.
  EVM_MESSAGE("evm-message"),
  /// Typed data under EIP-712.
  EVM_TYPED_DATA("evm-typed-data"),
  /// A Solana transaction, legacy or version 0.
  SOLANA_TRANSACTION("solana-transaction"),
  /// A message under Solana's off-chain header.
  SOLANA_MESSAGE("solana-message"),
  /// A Bitcoin transaction, as a PSBT (BIP-174).
  BITCOIN_TRANSACTION("bitcoin-transaction"),
  /// Bytes under no format that the vault knows: could be anything.
  MESSAGE("message"),
  /// A digest: nobody can say of what.
  DIGEST("digest");

  private final String code;

  Form(String code) {
    this.code = code;
  }

  /// Its name in JSON.
  public String code() {
    return code;
  }

  /// The form of this name.
  public static Optional<Form> of(String code) {
    for (Form form : values()) {
      if (form.code.equals(code)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/// A call that tokens are known for, as policies see it. What the call lacks is empty, 0 or false.
///
/// @param standard `erc20`, `erc721`, or `erc20-or-721` if both have the very same call: then the
///   number is the amount and the token's id
/// @param recipient who gets the tokens, or may move them from now on
/// @param sender whose tokens are moved, if the call says so
/// @param complete whether this is all that the call does
record EvmCall(
    String standard,
    String name,
    String recipient,
    String sender,
    BigInteger amount,
    BigInteger tokenId,
    boolean approved,
    boolean complete) {
  /// No call that is known.
  static final EvmCall NONE =
      new EvmCall("", "", "", "", BigInteger.ZERO, BigInteger.ZERO, false, false);

  /// The call that the data is, if it is a known one in its canonical encoding with nothing behind
  /// it.
  static Optional<EvmCall> read(Bytes data) {
    return KnownCall.of(data).flatMap(call -> call.read(data));
  }

  Map<String, Object> members() {
    return Map.of(
        "standard", standard,
        "name", name,
        "recipient", recipient,
        "sender", sender,
        "amount", amount,
        "token_id", tokenId,
        "approved", approved);
  }
}

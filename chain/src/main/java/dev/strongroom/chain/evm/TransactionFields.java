// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// What a transaction says.
///
/// @param type 0 (legacy), 1 (EIP-2930), 2 (EIP-1559) or 4 (EIP-7702)
/// @param chainId 0 if a legacy transaction is good for any chain
/// @param gasPrice at most, in wei
/// @param priorityFee of it to the block's producer, in wei
/// @param to empty if it creates a contract
/// @param value in wei
/// @param accessList the addresses, in order
record TransactionFields(
    int type,
    long chainId,
    long nonce,
    BigInteger gasPrice,
    BigInteger priorityFee,
    long gas,
    Optional<EvmAddress> to,
    BigInteger value,
    Bytes data,
    List<EvmAddress> accessList,
    List<Authorization> authorizations) {
  /// Copies the lists.
  TransactionFields {
    accessList = List.copyOf(accessList);
    authorizations = List.copyOf(authorizations);
  }

  /// An account that has agreed to run a contract's code (EIP-7702).
  ///
  /// @param chainId 0 for all chains
  record Authorization(long chainId, EvmAddress address, long nonce) {}

  /// The most that it can cost beside the value, in wei.
  BigInteger maxFee() {
    return gasPrice.multiply(BigInteger.valueOf(gas));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A public key of a vault's key, and its addresses.
///
/// @param path by which it is derived; empty if the key is its only account
/// @param curve `secp256k1`, `ed25519`, `p256` or `x25519`
/// @param publicKey a compressed point of 33 bytes; of `ed25519` and `x25519` 32 bytes
/// @param addresses by their kind: `evm`, `solana`, `bitcoin` (P2WPKH), `bitcoinTaproot`,
///   `bitcoinLegacy`
public record KeyAccount(
    String path, String curve, Bytes publicKey, SortedMap<String, String> addresses) {
  /// Copies the addresses.
  public KeyAccount {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /// The key that signs; empty if this account only decrypts.
  ///
  /// @throws IllegalArgumentException if the key has a length that no key of its curve has
  public Optional<PublicKey> signing() {
    return Arrays.stream(Curve.values())
        .filter(known -> known.code().equals(curve))
        .findFirst()
        .map(known -> new PublicKey(known, publicKey));
  }
}

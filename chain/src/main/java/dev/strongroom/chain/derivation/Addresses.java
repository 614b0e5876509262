// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.BitcoinAddress;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.evm.EvmAddress;
import dev.strongroom.chain.solana.SolanaAddress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The addresses of a public key: on the chains' main networks.
public final class Addresses {
  private Addresses() {}

  /// All addresses that a key has, by `evm`, `solana`, `bitcoin` (P2WPKH), `bitcoinTaproot` (P2TR)
  /// and `bitcoinLegacy` (P2PKH); of P-256 none.
  ///
  /// @throws IllegalArgumentException if it isn't a point
  public static SortedMap<String, String> of(PublicKey key) {
    SortedMap<String, String> addresses = new TreeMap<>();
    try {
      switch (key.curve()) {
        case SECP256K1 -> {
          addresses.put("evm", EvmAddress.of(key).text());
          addresses.put("bitcoin", BitcoinAddress.p2wpkh(key, BitcoinNetwork.MAINNET).text());
          addresses.put("bitcoinTaproot", BitcoinAddress.p2tr(key, BitcoinNetwork.MAINNET).text());
          addresses.put("bitcoinLegacy", BitcoinAddress.p2pkh(key, BitcoinNetwork.MAINNET).text());
        }
        case ED25519 -> addresses.put("solana", SolanaAddress.of(key));
        case P256 -> {
          // No chain that is decoded here.
        }
      }
    } catch (UndecodableException e) {
      throw new IllegalArgumentException("not a point of " + key.curve().code(), e);
    }
    return Collections.unmodifiableSortedMap(addresses);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.BitcoinAddress;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.evm.EvmAddress;
import dev.strongroom.chain.solana.SolanaAddress;
import dev.strongroom.enclave.vault.key.Account;
import java.util.Set;
import java.util.TreeMap;

/// The addresses of a public key: on the chains' main networks.
final class Addresses {
  private Addresses() {}

  /// An account of a wallet, with the address that its path is for.
  ///
  /// @param only the address's name, such as `evm`
  static Account account(String path, PublicKey key, String only) {
    Account all = account(path, key);
    TreeMap<String, String> addresses = new TreeMap<>(all.addresses());
    addresses.keySet().retainAll(Set.of(only));
    return new Account(path, key, addresses);
  }

  /// A key with all addresses that it has.
  static Account account(String path, PublicKey key) {
    TreeMap<String, String> addresses = new TreeMap<>();
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
          // No chain that this vault knows.
        }
      }
    } catch (UndecodableException e) {
      throw new IllegalStateException("a key of the vault's isn't a point", e);
    }
    return new Account(path, key, addresses);
  }
}

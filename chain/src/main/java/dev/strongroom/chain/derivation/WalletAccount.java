// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// An account that every wallet has: BIP-44 for Ethereum and Solana, BIP-84 and BIP-86 for Bitcoin.
public enum WalletAccount {
  /// Ethereum, and chains like it.
  EVM("evm", Curve.SECP256K1, "m/44'/60'/0'/0/0"),
  /// Solana.
  SOLANA("solana", Curve.ED25519, "m/44'/501'/0'/0'"),
  /// Bitcoin, P2WPKH.
  BITCOIN("bitcoin", Curve.SECP256K1, "m/84'/0'/0'/0/0"),
  /// Bitcoin, P2TR.
  TAPROOT("bitcoinTaproot", Curve.SECP256K1, "m/86'/0'/0'/0/0");

  private final String address;
  private final Curve curve;
  private final String path;

  WalletAccount(String address, Curve curve, String path) {
    this.address = address;
    this.curve = curve;
    this.path = path;
  }

  /// Of its key.
  public Curve curve() {
    return curve;
  }

  /// From the seed.
  public DerivationPath path() {
    try {
      return DerivationPath.parse(path);
    } catch (MalformedPathException e) {
      throw new IllegalStateException("a path that every wallet has", e);
    }
  }

  /// The public key of a wallet's account.
  ///
  /// @param seed of BIP-39, 64 bytes; stays the caller's to wipe
  /// @throws UnderivableException if there is none: one seed in 2^125
  public PublicKey publicKey(byte[] seed) throws UnderivableException {
    try (HdNode root = HdNode.root(curve, seed);
        HdNode node = root.at(path())) {
      return node.publicKey();
    }
  }

  /// The one address that the account is for, by its name among [Addresses#of].
  public SortedMap<String, String> addresses(PublicKey key) {
    return Collections.unmodifiableSortedMap(
        new TreeMap<>(
            Map.of(address, Objects.requireNonNull(Addresses.of(key).get(address), address))));
  }
}

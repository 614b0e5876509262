// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

/// There is no key at this place: Ed25519 has hardened steps only (SLIP-10), or of secp256k1 the
/// one path in 2^127 was hit that has none (BIP-32).
public final class UnderivableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message why not
  public UnderivableException(String message) {
    super(message);
  }
}

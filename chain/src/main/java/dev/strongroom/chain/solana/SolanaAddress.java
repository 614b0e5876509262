// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Base58;

/// Addresses of accounts: 32 bytes in Base58, of a key's account the key itself.
public final class SolanaAddress {
  static final int LENGTH = 32;

  private SolanaAddress() {}

  /// The address of an Ed25519 key.
  ///
  /// @throws UndecodableException `wrong-curve`
  public static String of(PublicKey key) throws UndecodableException {
    return Base58.encode(bytes(key));
  }

  /// The account that an address names, 32 bytes.
  ///
  /// @throws UndecodableException `bad-base58`, `bad-address`
  public static Bytes parse(String text) throws UndecodableException {
    Bytes account = Base58.decode(text);
    if (account.length() != LENGTH) {
      throw new UndecodableException("bad-address", "of " + account.length() + " bytes");
    }
    return account;
  }

  static Bytes bytes(PublicKey key) throws UndecodableException {
    if (key.curve() != Curve.ED25519) {
      throw new UndecodableException("wrong-curve", "Solana takes keys on Ed25519");
    }
    return key.encoded();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.SigningItem;
import java.util.List;

/// A private key that signs. It has its own copy of the secret, wiped when closed. Thread-safe.
public sealed interface SigningKey extends AutoCloseable permits Secp256k1, P256, Ed25519 {
  /// What its public key is a point of.
  Curve curve();

  /// Its public key.
  PublicKey publicKey();

  /// Signs. Every signature is verified before it is returned: one that a fault spoiled could tell
  /// the key.
  ///
  /// @return in the form of the item's scheme
  /// @throws UnsignableException if this key can't sign such an item
  /// @throws IllegalStateException if the key was closed, or the machine is faulty
  default Bytes sign(SigningItem item) throws UnsignableException {
    return sign(List.of(item)).getFirst();
  }

  /// Signs all of these, or none. With ECDSA that takes less than one after the other.
  ///
  /// @return one for each item, in their order
  List<Bytes> sign(List<SigningItem> items) throws UnsignableException;

  /// Wipes the secret.
  @Override
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import java.util.Optional;

/// Whether a signature is one.
public final class SignatureCheck {
  private SignatureCheck() {}

  /// Verifies a signature in the form of the item's scheme, and nothing else: an s in the upper
  /// half, a wrong recovery id and a scheme that isn't of the key's curve make it wrong too.
  ///
  /// @return false for whatever isn't a signature of this item by this key; nothing is thrown
  public static boolean verify(PublicKey key, SigningItem item, Bytes signature) {
    byte[] encoded = key.encoded().toByteArray();
    byte[] data = item.data().toByteArray();
    byte[] bytes = signature.toByteArray();
    if (item.taprootTweak().isPresent() && item.scheme() != Scheme.SCHNORR) {
      return false;
    }
    return switch (item.scheme()) {
      case ECDSA ->
          switch (key.curve()) {
            case SECP256K1 -> Ecdsa.verify(ShortCurve.SECP256K1, encoded, data, bytes);
            case P256 -> Ecdsa.verify(ShortCurve.P256, encoded, data, bytes);
            case ED25519 -> false;
          };
      case SCHNORR ->
          key.curve() == Curve.SECP256K1
              && data.length == ShortCurve.SCALAR
              && schnorr(key.encoded(), item.taprootTweak(), data, bytes);
      case ED25519 -> key.curve() == Curve.ED25519 && Ed25519.verify(encoded, data, bytes);
    };
  }

  private static boolean schnorr(
      Bytes compressed, Optional<Bytes> tweak, byte[] digest, byte[] signature) {
    Bytes x = compressed.slice(1, compressed.length());
    if (ShortCurve.SECP256K1.point(compressed.toByteArray()).isEmpty()) {
      return false;
    }
    Optional<Bytes> key =
        tweak.isEmpty()
            ? Optional.of(x)
            : Schnorr.tweakedPublic(x.toByteArray(), tweak.get().toByteArray());
    return key.isPresent() && Schnorr.verify(key.get().toByteArray(), digest, signature);
  }
}

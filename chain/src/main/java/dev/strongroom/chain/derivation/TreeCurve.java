// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// What deriving keys takes of the curves, by Bouncy Castle.
///
/// It computes with numbers, which can't be wiped, and live until they are collected.
final class TreeCurve {
  private static final X9ECParameters SECP256K1 = CustomNamedCurves.getByName("secp256k1");
  private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");

  private TreeCurve() {}

  /// The order of the generator.
  ///
  /// @throws IllegalArgumentException for Ed25519, whose private keys aren't scalars
  static BigInteger order(Curve curve) {
    return parameters(curve).getN();
  }

  /// The public key of a private one, of 32 bytes.
  static PublicKey publicKey(Curve curve, byte[] secret) {
    byte[] encoded =
        curve == Curve.ED25519
            ? new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded()
            : new FixedPointCombMultiplier()
                .multiply(parameters(curve).getG(), new BigInteger(1, secret))
                .getEncoded(true);
    return new PublicKey(curve, Bytes.copyOf(encoded));
  }

  /// Whether 33 bytes are a compressed point of secp256k1 (SEC 1, 2.3.4), and not infinity.
  static boolean isPoint(Bytes compressed) {
    if (compressed.at(0) != 2 && compressed.at(0) != 3) {
      return false;
    }
    try {
      return SECP256K1.getCurve().decodePoint(compressed.toByteArray()).isValid();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static X9ECParameters parameters(Curve curve) {
    return switch (curve) {
      case SECP256K1 -> SECP256K1;
      case P256 -> P256;
      case ED25519 -> throw new IllegalArgumentException("not a curve of scalars");
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;

/// The curve of Ethereum's keys (SEC 2, 2.4.1), by Bouncy Castle.
final class Secp256k1 {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");

  static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);

  private Secp256k1() {}

  /// The point that a key is.
  ///
  /// @throws UndecodableException if it is a key of another curve, or no point of this one
  static ECPoint point(PublicKey key) throws UndecodableException {
    checkCurve(key);
    return point(key.encoded());
  }

  /// Refuses keys of other curves. Whether it is a point takes a root to find out, and who doesn't
  /// compute with it needn't know.
  ///
  /// @throws UndecodableException if it is a key of another curve
  static void checkCurve(PublicKey key) throws UndecodableException {
    if (key.curve() != Curve.SECP256K1) {
      throw new UndecodableException(
          "key-curve", "Ethereum's keys are of secp256k1, not of " + key.curve().code());
    }
  }

  /// The point that 33 bytes stand for (SEC 1, 2.3.4).
  ///
  /// @throws UndecodableException if there is none
  static ECPoint point(Bytes compressed) throws UndecodableException {
    try {
      return DOMAIN.getCurve().decodePoint(compressed.toByteArray());
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("key-point", "not a point of secp256k1");
    }
  }
}

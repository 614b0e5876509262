// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/// A key as a taproot output holds it (BIP-341, "Constructing and spending Taproot outputs").
///
/// @param tweak the scalar that is added to the internal key, 32 bytes
/// @param output the x coordinate of the sum, 32 bytes
record TaprootKey(Bytes tweak, Bytes output) {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final int LENGTH = 32;

  /// The output key of an internal key.
  ///
  /// @param internal an x coordinate, 32 bytes
  /// @param root the Merkle root of the scripts, 32 bytes; empty if there are none (BIP-86)
  /// @throws UndecodableException `not-a-point`
  static TaprootKey of(Bytes internal, Bytes root) throws UndecodableException {
    BitcoinWriter message = new BitcoinWriter();
    message.bytes(internal);
    message.bytes(root);
    Bytes tweak = Hashes.tagged("TapTweak", message.toBytes());
    BigInteger scalar = new BigInteger(1, tweak.toByteArray());
    if (scalar.compareTo(CURVE.getN()) >= 0) {
      throw new UndecodableException("not-a-point", "a tweak beyond the group's order");
    }
    // Of the two points at this x, BIP-340 takes the one whose y is even.
    ECPoint sum = point(internal).add(CURVE.getG().multiply(scalar)).normalize();
    if (sum.isInfinity()) {
      throw new UndecodableException("not-a-point", "the tweaked key is no point");
    }
    byte[] x = sum.getAffineXCoord().getEncoded();
    return new TaprootKey(tweak, Bytes.copyOf(Arrays.copyOf(x, LENGTH)));
  }

  private static ECPoint point(Bytes x) throws UndecodableException {
    byte[] compressed = new byte[LENGTH + 1];
    compressed[0] = 2;
    System.arraycopy(x.toByteArray(), 0, compressed, 1, LENGTH);
    return decode(compressed);
  }

  /// Refuses what isn't a point of secp256k1.
  ///
  /// @param compressed 33 bytes
  static void requirePoint(Bytes compressed) throws UndecodableException {
    ECPoint _ = decode(compressed.toByteArray());
  }

  private static ECPoint decode(byte[] compressed) throws UndecodableException {
    try {
      return CURVE.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not-a-point", "the key is no point of secp256k1");
    }
  }
}

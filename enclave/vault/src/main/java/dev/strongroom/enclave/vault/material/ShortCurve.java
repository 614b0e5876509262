// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// secp256k1 and P-256 by Bouncy Castle: points and scalars of 32 bytes.
///
/// Secret scalars become [BigInteger]s here, because the library computes with nothing else. They
/// can't be wiped, and live until they are collected; arithmetic with them modulo the order takes
/// time that depends a little on their value. What multiplies points by secrets is the library's
/// comb with fixed lookups.
final class ShortCurve {
  static final ShortCurve SECP256K1 = new ShortCurve("secp256k1");
  static final ShortCurve P256 = new ShortCurve("secp256r1");

  static final int SCALAR = 32;
  static final int COMPRESSED = 33;

  private final X9ECParameters parameters;
  private final ECDomainParameters domain;

  private ShortCurve(String name) {
    this.parameters = CustomNamedCurves.getByName(name);
    this.domain = new ECDomainParameters(parameters);
  }

  BigInteger order() {
    return parameters.getN();
  }

  ECDomainParameters domain() {
    return domain;
  }

  /// The generator times a secret scalar, normalised.
  ECPoint timesSecret(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(parameters.getG(), scalar).normalize();
  }

  /// `a` times the generator plus `b` times a point, all of it public, normalised.
  ECPoint combined(BigInteger a, ECPoint point, BigInteger b) {
    return ECAlgorithms.sumOfTwoMultiplies(parameters.getG(), a, point, b).normalize();
  }

  /// The point of a compressed encoding (SEC 1, 2.3.4), if it is one; never infinity.
  Optional<ECPoint> point(byte[] compressed) {
    if (compressed.length != COMPRESSED || (compressed[0] != 2 && compressed[0] != 3)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parameters.getCurve().decodePoint(compressed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The point of this x coordinate (32 bytes) with an even or odd y, if there is one.
  Optional<ECPoint> lifted(byte[] x, boolean odd) {
    byte[] compressed = new byte[COMPRESSED];
    compressed[0] = (byte) (odd ? 3 : 2);
    System.arraycopy(x, 0, compressed, 1, SCALAR);
    return point(compressed);
  }

  /// Whether this is in 1 to n - 1.
  boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(order()) < 0;
  }

  static boolean isOdd(ECPoint normalised) {
    return normalised.getAffineYCoord().testBitZero();
  }

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  /// A number below 2^256 as 32 bytes, big-endian.
  static byte[] bytes(BigInteger number) {
    return BigIntegers.asUnsignedByteArray(SCALAR, number);
  }
}

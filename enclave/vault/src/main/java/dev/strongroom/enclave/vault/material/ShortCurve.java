// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.WNafUtil;
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

  private final ECDomainParameters domain;

  private ShortCurve(String name) {
    X9ECParameters named = CustomNamedCurves.getByName(name);
    // The library's way with the endomorphism of secp256k1 takes a third longer than without it.
    ECCurve curve = named.getCurve().configure().setEndomorphism(null).create();
    ECPoint generator = curve.importPoint(named.getG());
    WNafUtil.configureBasepoint(generator);
    this.domain = new ECDomainParameters(curve, generator, named.getN(), named.getH());
  }

  BigInteger order() {
    return domain.getN();
  }

  ECDomainParameters domain() {
    return domain;
  }

  /// The generator times a secret scalar, normalised.
  ECPoint timesSecret(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(domain.getG(), scalar).normalize();
  }

  /// `a` times the generator plus `b` times a point, all of it public, normalised.
  ECPoint combined(BigInteger a, ECPoint point, BigInteger b) {
    return ECAlgorithms.sumOfTwoMultiplies(domain.getG(), a, point, b).normalize();
  }

  /// The sum of points, each times a factor, all of it public, normalised.
  ECPoint sum(List<ECPoint> points, List<BigInteger> factors) {
    return ECAlgorithms.sumOfMultiplies(
            points.toArray(ECPoint[]::new), factors.toArray(BigInteger[]::new))
        .normalize();
  }

  /// The inverse of a public scalar.
  BigInteger inverse(BigInteger scalar) {
    return BigIntegers.modOddInverseVar(order(), scalar);
  }

  /// The point of a compressed encoding (SEC 1, 2.3.4), if it is one; never infinity.
  Optional<ECPoint> point(byte[] compressed) {
    if (compressed.length != COMPRESSED || (compressed[0] != 2 && compressed[0] != 3)) {
      return Optional.empty();
    }
    try {
      return Optional.of(domain.getCurve().decodePoint(compressed));
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/// Schnorr signatures of BIP-340 over secp256k1, and the tweak of BIP-341. The library has neither,
/// so the formulas are here; points and their multiplication are the library's.
final class Schnorr {
  static final int LENGTH = 64;
  static final int AUXILIARY = 32;

  private static final ShortCurve CURVE = ShortCurve.SECP256K1;

  private Schnorr() {}

  /// Signs (BIP-340, "Default Signing"), and verifies what it signed.
  ///
  /// @param scalar 1 to n - 1
  /// @param message of any length
  /// @param auxiliary 32 random bytes: they needn't be good for the signature to be
  /// @throws IllegalStateException if the signature is wrong: the machine is faulty
  static byte[] sign(BigInteger scalar, byte[] message, byte[] auxiliary) {
    ECPoint point = CURVE.timesSecret(scalar);
    byte[] x = point.getAffineXCoord().getEncoded();
    BigInteger even = withEvenPoint(scalar, point);
    byte[] masked = ShortCurve.bytes(even);
    byte[] mask = tagged("BIP0340/aux", auxiliary);
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i];
    }
    BigInteger drawn =
        ShortCurve.number(tagged("BIP0340/nonce", masked, x, message)).mod(CURVE.order());
    Arrays.fill(masked, (byte) 0);
    if (drawn.signum() == 0) {
      throw new IllegalStateException("a nonce of zero");
    }
    ECPoint noncePoint = CURVE.timesSecret(drawn);
    BigInteger nonce = withEvenPoint(drawn, noncePoint);
    byte[] r = noncePoint.getAffineXCoord().getEncoded();
    BigInteger s = nonce.add(challenge(r, x, message).multiply(even)).mod(CURVE.order());
    byte[] signature = Arrays.copyOf(r, LENGTH);
    System.arraycopy(ShortCurve.bytes(s), 0, signature, ShortCurve.SCALAR, ShortCurve.SCALAR);
    if (!verify(x, message, signature)) {
      throw new IllegalStateException("a Schnorr signature was wrong");
    }
    return signature;
  }

  /// Verifies (BIP-340, "Verification").
  ///
  /// @param x the public key, 32 bytes
  static boolean verify(byte[] x, byte[] message, byte[] signature) {
    if (signature.length != LENGTH || x.length != ShortCurve.SCALAR) {
      return false;
    }
    byte[] r = Arrays.copyOf(signature, ShortCurve.SCALAR);
    BigInteger s = ShortCurve.number(Arrays.copyOfRange(signature, ShortCurve.SCALAR, LENGTH));
    Optional<ECPoint> key = CURVE.lifted(x, false);
    if (key.isEmpty() || s.compareTo(CURVE.order()) >= 0) {
      return false;
    }
    ECPoint nonce = CURVE.combined(s, key.get(), CURVE.order().subtract(challenge(r, x, message)));
    return !nonce.isInfinity()
        && !ShortCurve.isOdd(nonce)
        && Arrays.equals(nonce.getAffineXCoord().getEncoded(), r);
  }

  /// The private key that BIP-341 makes of a private key and a tweak.
  ///
  /// @param tweak 32 bytes
  /// @return empty if the tweak isn't below n, or nothing is left
  static Optional<BigInteger> tweaked(BigInteger scalar, byte[] tweak) {
    BigInteger added = ShortCurve.number(tweak);
    if (tweak.length != ShortCurve.SCALAR || added.compareTo(CURVE.order()) >= 0) {
      return Optional.empty();
    }
    BigInteger even = withEvenPoint(scalar, CURVE.timesSecret(scalar));
    return Optional.of(even.add(added).mod(CURVE.order())).filter(sum -> sum.signum() != 0);
  }

  /// The public key, 32 bytes, that BIP-341 makes of a public key and a tweak.
  ///
  /// @param x 32 bytes
  /// @param tweak 32 bytes
  /// @return empty if either is none
  static Optional<Bytes> tweakedPublic(byte[] x, byte[] tweak) {
    BigInteger added = ShortCurve.number(tweak);
    if (tweak.length != ShortCurve.SCALAR || added.compareTo(CURVE.order()) >= 0) {
      return Optional.empty();
    }
    return CURVE
        .lifted(x, false)
        .map(point -> CURVE.combined(added, point, BigInteger.ONE))
        .filter(point -> !point.isInfinity())
        .map(point -> Bytes.copyOf(point.getAffineXCoord().getEncoded()));
  }

  private static BigInteger withEvenPoint(BigInteger scalar, ECPoint point) {
    return ShortCurve.isOdd(point) ? CURVE.order().subtract(scalar) : scalar;
  }

  private static BigInteger challenge(byte[] r, byte[] x, byte[] message) {
    return ShortCurve.number(tagged("BIP0340/challenge", r, x, message)).mod(CURVE.order());
  }

  private static byte[] tagged(String tag, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(Bytes.utf8(tag).toByteArray());
      digest.update(hash);
      digest.update(hash);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/// ECDSA over digests of 32 bytes: nonce by RFC 6979 with HMAC-SHA-256, s in the lower half, and
/// the recovery id (SEC 1, 4.1.6). 65 bytes: r, s, and 0 or 1 for an even or odd y of the nonce's
/// point.
final class Ecdsa {
  static final int LENGTH = 65;

  private Ecdsa() {}

  /// Signs, and makes sure that the signature is the key's: else a fault gave one away that tells
  /// the key. The nonce's point comes out of that, so its y needs no trying.
  ///
  /// @param key the public key. The library leaves multiples of it there, which the next time saves
  /// @throws IllegalStateException if the signature is wrong: the machine is faulty
  static byte[] sign(ShortCurve curve, BigInteger scalar, ECPoint key, byte[] digest) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(scalar, curve.domain()));
    BigInteger[] made = signer.generateSignature(digest);
    BigInteger n = curve.order();
    BigInteger r = made[0];
    BigInteger low = made[1].min(n.subtract(made[1]));
    // SEC 1, 4.1.4: sR = eG + rQ.
    BigInteger inverse = low.modInverse(n);
    ECPoint nonce =
        curve.combined(
            ShortCurve.number(digest).multiply(inverse).mod(n), key, r.multiply(inverse).mod(n));
    // Also if the nonce's x is n or more, which nobody will ever see: one in 2^128.
    if (nonce.isInfinity() || !nonce.getAffineXCoord().toBigInteger().equals(r)) {
      throw new IllegalStateException("an ECDSA signature was wrong");
    }
    byte[] signature = new byte[LENGTH];
    System.arraycopy(ShortCurve.bytes(r), 0, signature, 0, ShortCurve.SCALAR);
    System.arraycopy(ShortCurve.bytes(low), 0, signature, ShortCurve.SCALAR, ShortCurve.SCALAR);
    signature[LENGTH - 1] = (byte) (ShortCurve.isOdd(nonce) ? 1 : 0);
    return signature;
  }

  /// Whether the key of this signature is `key`, which is the same as that it verifies: of the
  /// nonce's point R with x = r follows sR = eG + rQ for exactly one Q.
  ///
  /// @return false also if s is in the upper half
  static boolean verify(ShortCurve curve, byte[] key, byte[] digest, byte[] signature) {
    if (signature.length != LENGTH || digest.length != ShortCurve.SCALAR) {
      return false;
    }
    int odd = signature[LENGTH - 1];
    byte[] x = Arrays.copyOf(signature, ShortCurve.SCALAR);
    BigInteger r = ShortCurve.number(x);
    BigInteger s = ShortCurve.number(Arrays.copyOfRange(signature, ShortCurve.SCALAR, LENGTH - 1));
    BigInteger n = curve.order();
    if (!curve.isScalar(r)
        || !curve.isScalar(s)
        || s.compareTo(n.shiftRight(1)) > 0
        || (odd != 0 && odd != 1)) {
      return false;
    }
    Optional<ECPoint> nonce = curve.lifted(x, odd == 1);
    if (nonce.isEmpty()) {
      return false;
    }
    BigInteger inverse = r.modInverse(n);
    BigInteger e = ShortCurve.number(digest);
    ECPoint found =
        curve.combined(
            e.negate().multiply(inverse).mod(n), nonce.get(), s.multiply(inverse).mod(n));
    return !found.isInfinity() && Arrays.equals(found.getEncoded(true), key);
  }
}

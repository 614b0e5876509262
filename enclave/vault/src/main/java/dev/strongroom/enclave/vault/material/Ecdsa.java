// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECMultiplier;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/// ECDSA over digests of 32 bytes: nonce by RFC 6979 with HMAC-SHA-256, s in the lower half, and
/// the recovery id (SEC 1, 4.1.6). 65 bytes: r, s, and 0 or 1 for an even or odd y of the nonce's
/// point.
final class Ecdsa {
  static final int LENGTH = 65;

  /// Of the numbers that signatures are checked together with, in bits.
  private static final int FACTOR = 128;

  private Ecdsa() {}

  /// A signature whose s is in the lower half already, not yet known to be right.
  ///
  /// @param hash the digest as a number
  /// @param nonce the point that r is the x of, normalised
  record Made(BigInteger hash, BigInteger r, BigInteger s, ECPoint nonce) {
    byte[] encoded() {
      byte[] signature = new byte[LENGTH];
      System.arraycopy(ShortCurve.bytes(r), 0, signature, 0, ShortCurve.SCALAR);
      System.arraycopy(ShortCurve.bytes(s), 0, signature, ShortCurve.SCALAR, ShortCurve.SCALAR);
      signature[LENGTH - 1] = (byte) (ShortCurve.isOdd(nonce) ? 1 : 0);
      return signature;
    }
  }

  /// Signs, and makes sure that the signatures are the key's before any is given out: else a fault
  /// gave one away that tells the key.
  ///
  /// @param key the public key. The library leaves multiples of it there, which the next time saves
  /// @param random for the check of several at once
  /// @throws IllegalStateException if a signature is wrong: the machine is faulty
  static List<byte[]> sign(
      ShortCurve curve, BigInteger scalar, ECPoint key, List<byte[]> digests, SecureRandom random) {
    if (digests.isEmpty()) {
      return List.of();
    }
    List<Made> all = new ArrayList<>();
    for (byte[] digest : digests) {
      all.add(made(curve, scalar, digest));
    }
    if (!right(curve, key, all, random)) {
      throw new IllegalStateException("an ECDSA signature was wrong");
    }
    return all.stream().map(Made::encoded).toList();
  }

  static Made made(ShortCurve curve, BigInteger scalar, byte[] digest) {
    NonceKeeper nonces = new NonceKeeper();
    ECDSASigner signer =
        new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest())) {
          @Override
          protected ECMultiplier createBasePointMultiplier() {
            return nonces;
          }
        };
    signer.init(true, new ECPrivateKeyParameters(scalar, curve.domain()));
    BigInteger[] signature = signer.generateSignature(digest);
    BigInteger s = signature[1];
    BigInteger other = curve.order().subtract(s);
    boolean low = s.compareTo(other) < 0;
    ECPoint nonce = nonces.last();
    return new Made(
        ShortCurve.number(digest), signature[0], low ? s : other, low ? nonce : nonce.negate());
  }

  /// The library's comb, which keeps the point that it makes for the signer: of that the signer
  /// gives x alone, and y would have to be found out again.
  private static final class NonceKeeper extends FixedPointCombMultiplier {
    private @Nullable ECPoint last;

    @Override
    public ECPoint multiply(ECPoint point, BigInteger scalar) {
      ECPoint made = super.multiply(point, scalar).normalize();
      last = made;
      return made;
    }

    private ECPoint last() {
      if (last == null) {
        throw new IllegalStateException("the library signs in another way");
      }
      return last;
    }
  }

  /// Whether each R = (e/s)G + (r/s)Q (SEC 1, 4.1.4), and r its x. Of several that is asked of the
  /// sum, each times a random number of 128 bits that nobody knew before: wrong ones go through
  /// once in 2^128 times, and the sum takes less than half as long.
  static boolean right(ShortCurve curve, ECPoint key, List<Made> all, SecureRandom random) {
    BigInteger n = curve.order();
    BigInteger ofGenerator = BigInteger.ZERO;
    BigInteger ofKey = BigInteger.ZERO;
    List<BigInteger> factors = new ArrayList<>();
    for (Made one : all) {
      // A nonce's x of n or more, which nobody will ever see, is refused too: one in 2^128.
      if (!curve.isScalar(one.r)
          || !curve.isScalar(one.s)
          || one.nonce.isInfinity()
          || !one.nonce.isValid()
          || !one.nonce.getAffineXCoord().toBigInteger().equals(one.r)) {
        return false;
      }
      BigInteger factor = all.size() == 1 ? BigInteger.ONE : new BigInteger(FACTOR, random);
      BigInteger share = factor.multiply(curve.inverse(one.s)).mod(n);
      ofGenerator = ofGenerator.add(one.hash.multiply(share)).mod(n);
      ofKey = ofKey.add(one.r.multiply(share)).mod(n);
      factors.add(factor);
    }
    ECPoint expected = curve.combined(ofGenerator, key, ofKey);
    ECPoint found =
        all.size() == 1
            ? all.getFirst().nonce
            : curve.sum(all.stream().map(Made::nonce).toList(), factors);
    return !expected.isInfinity() && expected.equals(found);
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
    BigInteger inverse = curve.inverse(r);
    BigInteger e = ShortCurve.number(digest);
    ECPoint found =
        curve.combined(
            e.negate().multiply(inverse).mod(n), nonce.get(), s.multiply(inverse).mod(n));
    return !found.isInfinity() && Arrays.equals(found.getEncoded(true), key);
  }
}

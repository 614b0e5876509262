// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/// ECDSA signatures as Ethereum has them: r, s (32 bytes each) and which of the two points with
/// this r it was, 65 bytes. The last byte may be 0 or 1, or 27 or 28 as tools write it. s has to be
/// in the lower half (EIP-2).
public final class EvmSignatures {
  static final int LENGTH = 65;

  private static final int SCALAR = 32;
  private static final int WRITTEN_PARITY = 27;
  private static final byte EVEN = 2;

  private EvmSignatures() {}

  /// Whose signature it is (SEC 1, 4.1.6).
  ///
  /// @param digest 32 bytes
  /// @param signature 65 bytes
  /// @throws UndecodableException if nobody can have made it
  public static PublicKey recover(Bytes digest, Bytes signature) throws UndecodableException {
    if (digest.length() != Keccak.LENGTH || signature.length() != LENGTH) {
      throw bad("a digest of 32 bytes and a signature of 65 are needed");
    }
    BigInteger r = scalar(signature, 0);
    BigInteger s = scalar(signature, SCALAR);
    if (!inRange(r, s)) {
      throw bad("r or s is out of range");
    }
    // r is below the order, so the point's x is r itself: that x was r plus the order happens once
    // in 2^127 signatures, and Ethereum has no recovery id for it.
    ECPoint nonce =
        Secp256k1.point(
            concat(
                Bytes.copyOf(new byte[] {(byte) (EVEN + parity(signature))}),
                signature.slice(0, SCALAR)));
    BigInteger order = Secp256k1.DOMAIN.getN();
    BigInteger inverse = r.modInverse(order);
    BigInteger hash = new BigInteger(1, digest.toByteArray());
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
            Secp256k1.DOMAIN.getG(),
            hash.negate().multiply(inverse).mod(order),
            nonce,
            s.multiply(inverse).mod(order));
    if (key.isInfinity()) {
      throw bad("it belongs to no key");
    }
    return new PublicKey(Curve.SECP256K1, Bytes.copyOf(key.getEncoded(true)));
  }

  /// Whether this key made it.
  ///
  /// @param digest 32 bytes
  /// @param signature 65 bytes, or r and s alone: 64. With 65, the last one has to be right too
  public static boolean verify(PublicKey key, Bytes digest, Bytes signature) {
    try {
      ECPoint point = Secp256k1.point(key);
      if (signature.length() == LENGTH) {
        return recover(digest, signature).equals(key);
      }
      if (digest.length() != Keccak.LENGTH || signature.length() != 2 * SCALAR) {
        return false;
      }
      BigInteger r = scalar(signature, 0);
      BigInteger s = scalar(signature, SCALAR);
      ECDSASigner verifier = new ECDSASigner();
      verifier.init(false, new ECPublicKeyParameters(point, Secp256k1.DOMAIN));
      return inRange(r, s) && verifier.verifySignature(digest.toByteArray(), r, s);
    } catch (UndecodableException e) {
      return false;
    }
  }

  /// The form that tools show and expect of messages: the last byte 27 or 28.
  static Bytes written(Bytes signature) throws UndecodableException {
    byte[] written = signature.toByteArray();
    written[LENGTH - 1] = (byte) (WRITTEN_PARITY + parity(signature));
    return Bytes.copyOf(written);
  }

  /// Whether it is a signature, be it of whom it may.
  static boolean wellFormed(Bytes signature) {
    return signature.length() == LENGTH
        && signature.at(LENGTH - 1) >= 0
        && signature.at(LENGTH - 1) <= 1
        && inRange(r(signature), s(signature));
  }

  /// 0 or 1.
  static int parity(Bytes signature) throws UndecodableException {
    int last = signature.at(LENGTH - 1);
    int parity = last >= WRITTEN_PARITY ? last - WRITTEN_PARITY : last;
    if (parity > 1) {
      throw bad("the last byte is " + last);
    }
    return parity;
  }

  static BigInteger r(Bytes signature) {
    return scalar(signature, 0);
  }

  static BigInteger s(Bytes signature) {
    return scalar(signature, SCALAR);
  }

  private static boolean inRange(BigInteger r, BigInteger s) {
    BigInteger order = Secp256k1.DOMAIN.getN();
    return r.signum() > 0
        && r.compareTo(order) < 0
        && s.signum() > 0
        && s.compareTo(order.shiftRight(1)) <= 0;
  }

  private static BigInteger scalar(Bytes signature, int from) {
    return new BigInteger(1, signature.slice(from, from + SCALAR).toByteArray());
  }

  private static Bytes concat(Bytes first, Bytes second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first.toByteArray());
    out.writeBytes(second.toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }

  private static UndecodableException bad(String message) {
    return new UndecodableException("signature", "not a signature: " + message);
  }
}

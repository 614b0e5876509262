// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.BigIntegers;

/// The step of BIP-32 and SLIP-10 from one key to the next: HMAC-SHA-512, whose first half becomes
/// the key and whose second half the chain code.
final class HdDigest {
  private static final int HALF = 32;

  private final byte[] key;
  private final Bytes chainCode;

  private HdDigest(byte[] key, Bytes chainCode) {
    this.key = key;
    this.chainCode = chainCode;
  }

  /// 32 bytes, owned by who takes it: not a copy.
  byte[] key() {
    return key;
  }

  /// 32 bytes.
  Bytes chainCode() {
    return chainCode;
  }

  /// From a seed (BIP-32, "Master key generation"; SLIP-10, "Master key generation").
  ///
  /// @throws UnderivableException if there is no root for secp256k1
  static HdDigest root(Curve curve, byte[] seed) throws UnderivableException {
    byte[] label =
        Bytes.utf8(
                switch (curve) {
                  case SECP256K1 -> "Bitcoin seed";
                  case P256 -> "Nist256p1 seed";
                  case ED25519 -> "ed25519 seed";
                })
            .toByteArray();
    byte[] digest = hmac(label, seed);
    while (true) {
      Optional<byte[]> key = key(curve, digest, BigInteger.ZERO);
      if (key.isPresent()) {
        return made(key.get(), digest);
      }
      refuseOnBitcoin(curve);
      // SLIP-10: the digest is the next seed.
      digest = hmac(label, digest);
    }
  }

  /// From a parent (BIP-32, "Private parent key → private child key"; SLIP-10, the same).
  ///
  /// @param head 33 bytes; wiped
  /// @param parent the parent's private key, 32 bytes
  /// @throws UnderivableException if there is no such child on secp256k1
  static HdDigest child(Curve curve, Bytes chainCode, byte[] head, int index, byte[] parent)
      throws UnderivableException {
    byte[] code = chainCode.toByteArray();
    byte[] data = ByteBuffer.allocate(head.length + Integer.BYTES).put(head).putInt(index).array();
    byte[] digest = hmac(code, data);
    Arrays.fill(head, (byte) 0);
    Arrays.fill(data, (byte) 0);
    BigInteger added = curve == Curve.ED25519 ? BigInteger.ZERO : new BigInteger(1, parent);
    while (true) {
      Optional<byte[]> key = key(curve, digest, added);
      if (key.isPresent()) {
        return made(key.get(), digest);
      }
      refuseOnBitcoin(curve);
      // SLIP-10: once more, over 1, the second half, and the index.
      digest =
          hmac(
              code,
              ByteBuffer.allocate(1 + HALF + Integer.BYTES)
                  .put((byte) 1)
                  .put(digest, HALF, HALF)
                  .putInt(index)
                  .array());
    }
  }

  private static HdDigest made(byte[] key, byte[] digest) {
    Bytes chainCode = Bytes.copyOf(Arrays.copyOfRange(digest, HALF, 2 * HALF));
    Arrays.fill(digest, (byte) 0);
    return new HdDigest(key, chainCode);
  }

  private static void refuseOnBitcoin(Curve curve) throws UnderivableException {
    if (curve == Curve.SECP256K1) {
      // BIP-32 says to go on with the next index; that is the caller's to decide.
      throw new UnderivableException("BIP-32 has no key at this place");
    }
  }

  /// The key in the first half of a digest, if it is one.
  private static Optional<byte[]> key(Curve curve, byte[] digest, BigInteger added) {
    byte[] first = Arrays.copyOf(digest, HALF);
    if (curve == Curve.ED25519) {
      return Optional.of(first);
    }
    BigInteger order = TreeCurve.order(curve);
    BigInteger drawn = new BigInteger(1, first);
    Arrays.fill(first, (byte) 0);
    BigInteger sum = drawn.add(added).mod(order);
    if (drawn.compareTo(order) >= 0 || sum.signum() == 0) {
      return Optional.empty();
    }
    return Optional.of(BigIntegers.asUnsignedByteArray(HALF, sum));
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-512", e);
    }
  }
}

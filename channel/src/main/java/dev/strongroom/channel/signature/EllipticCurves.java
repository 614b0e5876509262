// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// ECDSA with SHA-256 on the two curves with 256 bits; signatures are r and s, 32 bytes each.
final class EllipticCurves {
  static final int SCALAR = 32;
  private static final int POINT = 33;

  private static final ECDomainParameters P256 = domain("secp256r1");
  private static final ECDomainParameters SECP256K1 = domain("secp256k1");

  private EllipticCurves() {}

  private static ECDomainParameters domain(String name) {
    X9ECParameters curve = CustomNamedCurves.getByName(name);
    return new ECDomainParameters(
        curve.getCurve(), curve.getG(), curve.getN(), curve.getH(), curve.getSeed());
  }

  private static ECDomainParameters domain(RequestAlgorithm algorithm) {
    return switch (algorithm) {
      case P256 -> P256;
      case SECP256K1 -> SECP256K1;
      case ED25519, WEBAUTHN -> throw new IllegalArgumentException("not an algorithm of ECDSA");
    };
  }

  /// The curve's own generator, compressed: a key like any other to whoever verifies.
  static Bytes generator(RequestAlgorithm algorithm) {
    return Bytes.copyOf(domain(algorithm).getG().getEncoded(true));
  }

  /// Whether these bytes are a point of the curve, compressed, and not the neutral one.
  static boolean isPoint(RequestAlgorithm algorithm, Bytes encoded) {
    return point(algorithm, encoded).isPresent();
  }

  private static Optional<ECPoint> point(RequestAlgorithm algorithm, Bytes encoded) {
    if (encoded.length() != POINT) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          domain(algorithm)
              .validatePublicPoint(
                  domain(algorithm).getCurve().decodePoint(encoded.toByteArray())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether a private key is in the curve's range.
  static boolean isScalar(RequestAlgorithm algorithm, BigInteger scalar) {
    return scalar.signum() > 0 && scalar.compareTo(domain(algorithm).getN()) < 0;
  }

  static Bytes publicKey(RequestAlgorithm algorithm, BigInteger scalar) {
    ECPoint point =
        new FixedPointCombMultiplier().multiply(domain(algorithm).getG(), scalar).normalize();
    return Bytes.copyOf(point.getEncoded(true));
  }

  /// Signs with the nonce of RFC 6979, so that no randomness can give the key away.
  static Bytes sign(RequestAlgorithm algorithm, BigInteger scalar, Bytes message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(scalar, domain(algorithm)));
    BigInteger[] signature = signer.generateSignature(ContentDigest.sha256(message).toByteArray());
    byte[] encoded = new byte[2 * SCALAR];
    BigIntegers.asUnsignedByteArray(signature[0], encoded, 0, SCALAR);
    BigIntegers.asUnsignedByteArray(signature[1], encoded, SCALAR, SCALAR);
    return Bytes.copyOf(encoded);
  }

  static boolean verifies(
      RequestAlgorithm algorithm, Bytes publicKey, Bytes message, Bytes signature) {
    Optional<ECPoint> point = point(algorithm, publicKey);
    if (point.isEmpty() || signature.length() != 2 * SCALAR) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(point.get(), domain(algorithm)));
    return verifier.verifySignature(
        ContentDigest.sha256(message).toByteArray(),
        new BigInteger(1, signature.slice(0, SCALAR).toByteArray()),
        new BigInteger(1, signature.slice(SCALAR, 2 * SCALAR).toByteArray()));
  }
}

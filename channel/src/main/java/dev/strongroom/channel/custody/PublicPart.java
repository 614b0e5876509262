// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// The public keys of a secret, by Bouncy Castle. They tell a secret from another one that was put
/// in its place.
final class PublicPart {
  private static final X9ECParameters SECP256K1 = CustomNamedCurves.getByName("secp256k1");
  private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");

  private PublicPart() {}

  /// The public keys by name; none of a seed and of HMAC.
  ///
  /// @throws ImproperKeyException if a scalar is out of range
  static Map<String, Bytes> of(KeyKind kind, byte[] secret) throws ImproperKeyException {
    return switch (kind) {
      case SECP256K1 -> Map.of(kind.code(), point(SECP256K1, secret));
      case P256 -> Map.of(kind.code(), point(P256, secret));
      case ED25519 ->
          Map.of(
              kind.code(),
              Bytes.copyOf(
                  new Ed25519PrivateKeyParameters(secret).generatePublicKey().getEncoded()));
      case X25519 ->
          Map.of(
              kind.code(),
              Bytes.copyOf(
                  new X25519PrivateKeyParameters(secret).generatePublicKey().getEncoded()));
      case SEED, HMAC -> Map.of();
    };
  }

  private static Bytes point(X9ECParameters curve, byte[] secret) throws ImproperKeyException {
    // Can't be wiped; the library computes with nothing else.
    BigInteger scalar = new BigInteger(1, secret);
    if (scalar.signum() == 0 || scalar.compareTo(curve.getN()) >= 0) {
      throw new ImproperKeyException("a scalar outside 1 to n - 1");
    }
    return Bytes.copyOf(
        new FixedPointCombMultiplier().multiply(curve.getG(), scalar).getEncoded(true));
  }
}

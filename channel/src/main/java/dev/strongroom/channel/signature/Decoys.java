// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Keys that stand in for those that nobody knows, so that asking takes as long. Anybody can sign
/// with them, so what they verify is refused all the same.
final class Decoys {
  private static final RequestPublicKey OF_ED25519 =
      new RequestPublicKey(RequestAlgorithm.ED25519, ofSeed(Bytes.zeros(Ed25519.SECRET_KEY_SIZE)));
  private static final RequestPublicKey OF_P256 = generator(RequestAlgorithm.P256);
  private static final RequestPublicKey OF_SECP256K1 = generator(RequestAlgorithm.SECP256K1);

  private Decoys() {}

  static RequestPublicKey of(RequestAlgorithm algorithm) {
    return switch (algorithm) {
      case P256 -> OF_P256;
      case SECP256K1 -> OF_SECP256K1;
      case ED25519, WEBAUTHN -> OF_ED25519;
    };
  }

  private static RequestPublicKey generator(RequestAlgorithm algorithm) {
    return new RequestPublicKey(algorithm, EllipticCurves.generator(algorithm));
  }

  private static Bytes ofSeed(Bytes seed) {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed.toByteArray(), 0, key, 0);
    return Bytes.copyOf(key);
  }
}

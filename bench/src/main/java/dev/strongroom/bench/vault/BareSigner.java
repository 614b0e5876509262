// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/// Bouncy Castle alone, with a key in memory: no check of the signature, no recovery id.
interface BareSigner {
  int SCALAR = 32;

  byte[] sign(byte[] data);

  /// A new key. It is a benchmark's, and never wiped.
  static BareSigner of(Shape shape, SecureRandom random) {
    return switch (shape) {
      case ED25519 -> ed25519(new Ed25519PrivateKeyParameters(random));
      case SECP256K1 -> {
        BareSigner signer = ecdsa("secp256k1", random);
        yield transaction -> signer.sign(keccak(transaction));
      }
      case P256 -> ecdsa("secp256r1", random);
    };
  }

  private static BareSigner ed25519(Ed25519PrivateKeyParameters key) {
    // Remembered by the library from the first signature on.
    key.generatePublicKey();
    return message -> {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(true, key);
      signer.update(message, 0, message.length);
      return signer.generateSignature();
    };
  }

  private static BareSigner ecdsa(String curve, SecureRandom random) {
    ECDomainParameters domain = new ECDomainParameters(CustomNamedCurves.getByName(curve));
    BigInteger scalar =
        BigIntegers.createRandomInRange(
            BigInteger.ONE, domain.getN().subtract(BigInteger.ONE), random);
    ECPrivateKeyParameters key = new ECPrivateKeyParameters(scalar, domain);
    return digest -> {
      ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
      signer.init(true, key);
      BigInteger[] made = signer.generateSignature(digest);
      byte[] signature = new byte[2 * SCALAR];
      System.arraycopy(BigIntegers.asUnsignedByteArray(SCALAR, made[0]), 0, signature, 0, SCALAR);
      System.arraycopy(
          BigIntegers.asUnsignedByteArray(SCALAR, made[1]), 0, signature, SCALAR, SCALAR);
      return signature;
    };
  }

  private static byte[] keccak(byte[] data) {
    KeccakDigest keccak = new KeccakDigest(256);
    keccak.update(data, 0, data.length);
    byte[] digest = new byte[SCALAR];
    keccak.doFinal(digest, 0);
    return digest;
  }
}

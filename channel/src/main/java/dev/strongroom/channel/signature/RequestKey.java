// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/// A key that signs requests, on the client's side. Wiped when closed; thread-safe.
public sealed interface RequestKey extends AutoCloseable {
  /// Who this key is to others.
  RequestPublicKey publicKey();

  /// Signs a signature base.
  ///
  /// @throws IllegalStateException if the key was closed
  Bytes sign(Bytes base);

  @Override
  void close();

  /// A new key of Ed25519.
  static RequestKey generateEd25519(SecureRandom random) {
    return new OfEd25519(SigningKey.generate(random));
  }

  /// An Ed25519 key, which this takes over.
  static RequestKey ofEd25519(SigningKey key) {
    return new OfEd25519(key);
  }

  /// A new key of ECDSA.
  ///
  /// @param algorithm P-256 or secp256k1
  static RequestKey generateEc(RequestAlgorithm algorithm, SecureRandom random) {
    byte[] scalar = new byte[EllipticCurves.SCALAR];
    do {
      random.nextBytes(scalar);
    } while (!EllipticCurves.isScalar(algorithm, new BigInteger(1, scalar)));
    return new OfEc(algorithm, scalar);
  }

  /// The key of ECDSA with this private scalar.
  ///
  /// @param scalar 32 bytes, which are copied: the caller wipes its own
  /// @throws IllegalArgumentException if it is out of the curve's range
  static RequestKey ofEc(RequestAlgorithm algorithm, byte[] scalar) {
    if (scalar.length != EllipticCurves.SCALAR
        || !EllipticCurves.isScalar(algorithm, new BigInteger(1, scalar))) {
      throw new IllegalArgumentException("not a private key for " + algorithm.code());
    }
    return new OfEc(algorithm, scalar.clone());
  }

  /// Of Ed25519.
  final class OfEd25519 implements RequestKey {
    private final SigningKey key;
    private final RequestPublicKey publicKey;

    private OfEd25519(SigningKey key) {
      this.key = key;
      this.publicKey = new RequestPublicKey(RequestAlgorithm.ED25519, key.publicKey());
    }

    @Override
    public RequestPublicKey publicKey() {
      return publicKey;
    }

    @Override
    public Bytes sign(Bytes base) {
      return key.sign(base.toByteArray());
    }

    @Override
    public void close() {
      key.close();
    }
  }

  /// Of ECDSA. The library's big integers hold copies of the key for as long as a signature takes.
  final class OfEc implements RequestKey {
    private final RequestAlgorithm algorithm;
    private final byte[] scalar;
    private final RequestPublicKey publicKey;
    private boolean closed;

    private OfEc(RequestAlgorithm algorithm, byte[] scalar) {
      this.algorithm = algorithm;
      this.scalar = scalar;
      this.publicKey =
          new RequestPublicKey(
              algorithm, EllipticCurves.publicKey(algorithm, new BigInteger(1, scalar)));
    }

    @Override
    public RequestPublicKey publicKey() {
      return publicKey;
    }

    @Override
    public synchronized Bytes sign(Bytes base) {
      if (closed) {
        throw new IllegalStateException("the key was wiped");
      }
      return EllipticCurves.sign(algorithm, new BigInteger(1, scalar), base);
    }

    @Override
    public synchronized void close() {
      closed = true;
      Arrays.fill(scalar, (byte) 0);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An Ed25519 key (RFC 8032) that never leaves this object and is wiped when closed. Thread-safe.
public final class SigningKey implements AutoCloseable {
  private final byte[] seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private boolean closed;

  private SigningKey(byte[] seed) {
    this.seed = seed;
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
  }

  /// A new key.
  public static SigningKey generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new SigningKey(seed);
  }

  /// The key with this seed of 32 bytes, which is copied: the caller wipes its own.
  ///
  /// @throws IllegalArgumentException if the seed has another length
  public static SigningKey ofSeed(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    return new SigningKey(seed.clone());
  }

  /// The public key, 32 bytes.
  public Bytes publicKey() {
    return Bytes.copyOf(publicKey);
  }

  /// Signs `message`.
  ///
  /// @return 64 bytes
  /// @throws IllegalStateException if the key was closed
  public synchronized Bytes sign(byte[] message) {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return Bytes.copyOf(signature);
  }

  /// Whether `signature` is that of `publicKey` over `message`; false for anything badly formed.
  public static boolean verifies(Bytes publicKey, byte[] message, Bytes signature) {
    return publicKey.length() == Ed25519.PUBLIC_KEY_SIZE
        && signature.length() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(
            signature.toByteArray(), 0, publicKey.toByteArray(), 0, message, 0, message.length);
  }

  /// Wipes the key.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(seed, (byte) 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.jspecify.annotations.Nullable;

/// An X25519 key (RFC 7748) that requests are encrypted to. Born at boot, never leaves this object.
/// Bouncy Castle can't wipe it: closing only forgets it. Thread-safe.
public final class MessageKey implements AutoCloseable {
  private final Bytes publicKey;
  private volatile @Nullable AsymmetricCipherKeyPair pair;

  private MessageKey(AsymmetricCipherKeyPair pair) {
    this.pair = pair;
    this.publicKey = Bytes.copyOf(((X25519PublicKeyParameters) pair.getPublic()).getEncoded());
  }

  /// A new key.
  public static MessageKey generate(SecureRandom random) {
    return new MessageKey(RequestKeys.keyPair(random));
  }

  /// The public key, 32 bytes.
  public Bytes publicKey() {
    return publicKey;
  }

  /// For opening.
  ///
  /// @throws IllegalStateException if the key was closed
  AsymmetricCipherKeyPair pair() {
    AsymmetricCipherKeyPair current = pair;
    if (current == null) {
      throw new IllegalStateException("the key was closed");
    }
    return current;
  }

  /// Forgets the key.
  @Override
  public void close() {
    pair = null;
  }
}

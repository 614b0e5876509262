// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// An X25519 key for HPKE (RFC 9180) that never leaves this object and is wiped when closed.
/// Thread-safe.
///
/// Base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, one message for each
/// encapsulation. What is sealed is the encapsulated key (32 bytes), then ciphertext and tag. Base
/// mode says nothing of the sender: whoever needs to know it has to be told otherwise.
public final class EncryptionKey implements AutoCloseable {
  /// Of a private or public key, in bytes.
  public static final int LENGTH = 32;

  /// How much longer sealed bytes are than the plaintext.
  public static final int OVERHEAD = LENGTH + 16;

  private final byte[] secret;
  private final Bytes publicKey;
  private boolean closed;

  private EncryptionKey(byte[] secret) {
    this.secret = secret;
    this.publicKey =
        Bytes.copyOf(new X25519PrivateKeyParameters(secret).generatePublicKey().getEncoded());
  }

  /// A new key.
  public static EncryptionKey generate(SecureRandom random) {
    byte[] secret = new byte[LENGTH];
    random.nextBytes(secret);
    return new EncryptionKey(secret);
  }

  /// The key with these 32 bytes, which are copied: the caller wipes its own.
  ///
  /// @throws IllegalArgumentException if there are more or fewer
  public static EncryptionKey ofSecret(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes");
    }
    return new EncryptionKey(secret.clone());
  }

  /// The public key, 32 bytes.
  public Bytes publicKey() {
    return publicKey;
  }

  /// Seals `plaintext` for the owner of a key.
  ///
  /// @param info what it is for
  /// @param context authenticated, not sent
  /// @throws IllegalArgumentException if nothing can be encrypted to this key
  public static Bytes seal(
      Bytes publicKey, Bytes info, Bytes context, byte[] plaintext, SecureRandom random) {
    if (publicKey.length() != LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes");
    }
    // Made here, not by the library, so that randomness is the caller's.
    X25519PrivateKeyParameters once = new X25519PrivateKeyParameters(random);
    try {
      HPKEContextWithEncapsulation sender =
          suite()
              .setupBaseS(
                  new X25519PublicKeyParameters(publicKey.toByteArray()),
                  info.toByteArray(),
                  new AsymmetricCipherKeyPair(once.generatePublicKey(), once));
      byte[] ciphertext = sender.seal(context.toByteArray(), plaintext);
      byte[] all = Arrays.copyOf(sender.getEncapsulation(), LENGTH + ciphertext.length);
      System.arraycopy(ciphertext, 0, all, LENGTH, ciphertext.length);
      return Bytes.copyOf(all);
    } catch (IllegalStateException e) {
      // RFC 9180, section 7.1.4: a key of small order leads to an all-zero secret.
      throw new IllegalArgumentException("not a usable X25519 key", e);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("encryption can't fail", e);
    }
  }

  /// Opens what was sealed for this key.
  ///
  /// @return the plaintext, which the caller wipes
  /// @throws UnopenableException if it was changed, or sealed for another key, purpose or context
  /// @throws IllegalStateException if the key was closed
  public synchronized byte[] open(Bytes info, Bytes context, Bytes sealed)
      throws UnopenableException {
    if (closed) {
      throw new IllegalStateException("the key was wiped");
    }
    if (sealed.length() < OVERHEAD) {
      throw new UnopenableException("too short to be encrypted");
    }
    X25519PrivateKeyParameters own = new X25519PrivateKeyParameters(secret);
    try {
      return suite()
          .setupBaseR(
              sealed.slice(0, LENGTH).toByteArray(),
              new AsymmetricCipherKeyPair(own.generatePublicKey(), own),
              info.toByteArray())
          .open(context.toByteArray(), sealed.slice(LENGTH, sealed.length()).toByteArray());
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw new UnopenableException("changed, or encrypted to another key");
    }
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  /// Wipes the key.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(secret, (byte) 0);
  }
}

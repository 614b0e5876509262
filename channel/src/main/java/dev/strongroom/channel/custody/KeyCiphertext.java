// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;

/// What anybody encrypts to an X25519 key of the vault ([KeyKind#X25519]), which decrypts it as its
/// policy allows. HPKE as [EncryptionKey] does it, bound to the key's id.
public final class KeyCiphertext {
  private KeyCiphertext() {}

  /// What HPKE is told that it is for: a label, a zero, and the key's id.
  public static Bytes info(String keyId) {
    return Bytes.utf8("strongroom vault encryption v1\0" + keyId);
  }

  /// Encrypts `plaintext` to a key.
  ///
  /// @param publicKey the key's, 32 bytes
  /// @param keyId its name in the vault
  /// @param context authenticated, not sent; whoever has it decrypted has to name the same
  /// @throws IllegalArgumentException if nothing can be encrypted to this key
  public static Bytes seal(
      Bytes publicKey, String keyId, Bytes context, byte[] plaintext, SecureRandom random) {
    return EncryptionKey.seal(publicKey, info(keyId), context, plaintext, random);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.KeyCiphertext;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.Objects;

/// A key that decrypts what anybody encrypts to it: HPKE as [KeyCiphertext] does it.
public final class DecryptionMaterial implements KeyMaterial {
  private final KeySecret secret;

  DecryptionMaterial(KeySecret secret) {
    this.secret = secret;
  }

  @Override
  public KeySecret secret() {
    return secret;
  }

  /// The X25519 key, 32 bytes, to which others encrypt.
  public Bytes publicKey() {
    return Objects.requireNonNull(secret.publicKeys().get(KeyKind.X25519.code()));
  }

  /// Decrypts.
  ///
  /// @param keyId the key's name in the vault: what was encrypted under another doesn't open
  /// @param context what it was encrypted under
  /// @param sealed encapsulated key, ciphertext and tag
  /// @return the plaintext, the caller's to close
  /// @throws UnopenableException if it was changed, or is for another key, id or context
  public Secret decrypt(String keyId, Bytes context, Bytes sealed) throws UnopenableException {
    try (EncryptionKey key = secret.use(EncryptionKey::ofSecret)) {
      return Secret.owning(key.open(KeyCiphertext.info(keyId), context, sealed));
    }
  }

  @Override
  public void close() {
    secret.close();
  }
}

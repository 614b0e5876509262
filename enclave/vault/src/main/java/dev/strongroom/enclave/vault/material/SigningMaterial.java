// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.SecureRandom;

/// One key that signs, of secp256k1, Ed25519 or P-256.
public final class SigningMaterial implements KeyMaterial {
  private final KeySecret secret;

  SigningMaterial(KeySecret secret) {
    this.secret = secret;
  }

  @Override
  public KeySecret secret() {
    return secret;
  }

  /// The key, with its own copy of the secret: the caller's to close.
  ///
  /// @param random for the auxiliary bytes of BIP-340, and for checking several signatures at once
  public SigningKey signingKey(SecureRandom random) {
    Secret copy = secret.use(bytes -> Secret.owning(bytes.clone()));
    return switch (secret.kind()) {
      case SECP256K1 -> new Secp256k1(copy, random);
      case P256 -> new P256(copy, random);
      case ED25519 -> new Ed25519(copy);
      case SEED, X25519, HMAC -> throw new IllegalStateException("not a kind that signs");
    };
  }

  @Override
  public void close() {
    secret.close();
  }
}

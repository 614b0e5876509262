// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// The secret from which every key of a deployment derives, by HKDF-SHA-512 (RFC 5869) with one
/// label per purpose. Whoever has it is the deployment.
public final class RootSecret implements AutoCloseable {
  /// Of the secret, in bytes.
  public static final int LENGTH = 32;

  private static final Bytes SALT = Bytes.utf8("strongroom root secret v1");

  private final Secret secret;

  /// @param secret 32 bytes, which the root secret owns from now on
  public RootSecret(Secret secret) {
    this.secret = secret;
  }

  /// Derives `length` bytes for `purpose`.
  public Secret derive(String purpose, int length) {
    return secret.use(bytes -> {
      try {
        HKDFParameterSpec parameters =
            HKDFParameterSpec.ofExtract()
                .addIKM(bytes)
                .addSalt(SALT.toByteArray())
                .thenExpand(Bytes.utf8(purpose).toByteArray(), length);
        return Secret.owning(KDF.getInstance("HKDF-SHA512").deriveData(parameters));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java runtime has no HKDF-SHA512", e);
      }
    });
  }

  /// The deployment's public identity key, which derives from the secret: 32 bytes, Ed25519.
  public Bytes identityKey() {
    try (Secret seed = derive("identity key", 32);
        SigningKey key = seed.use(SigningKey::ofSeed)) {
      return key.publicKey();
    }
  }

  /// Lets `use` see the secret itself: only to split it into shares, or to hand it over or keep it,
  /// encrypted.
  public <T, E extends Exception> T use(Secret.Use<T, E> use) throws E {
    return secret.use(use);
  }

  /// Wipes the secret.
  @Override
  public void close() {
    secret.close();
  }
}

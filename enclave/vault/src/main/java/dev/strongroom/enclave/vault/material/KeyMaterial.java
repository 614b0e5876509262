// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.ImproperKeyException;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.SortedMap;

/// The secret of one key of the vault, and what it can do. Wiped when closed. Thread-safe.
public sealed interface KeyMaterial extends AutoCloseable
    permits SigningMaterial, SeedMaterial, DecryptionMaterial, MacMaterial {
  /// Of a key that is born, in bytes, whatever its kind; of a seed these are 24 words.
  int BORN = 32;

  /// What kind of key it is.
  default KeyKind kind() {
    return secret().kind();
  }

  /// The public keys, as [KeySecret#publicKeys] has them; empty for seeds and HMAC.
  default SortedMap<String, Bytes> publicKeys() {
    return secret().publicKeys();
  }

  /// The secret with its kind, for envelopes and recovery kits: the material's own, not to be
  /// closed by others.
  KeySecret secret();

  /// Kind and secret in the form that [#decoded] reads, the caller's to close.
  default Secret encoded() {
    return Secret.owning(secret().encoded());
  }

  /// Wipes the secret.
  @Override
  void close();

  /// A new key.
  ///
  /// @throws DeviceException if the device gives no randomness though it should
  static KeyMaterial born(KeyKind kind, Entropy entropy) throws DeviceException {
    while (true) {
      try (Secret drawn = entropy.draw(BORN)) {
        return imported(kind, drawn);
      } catch (ImproperKeyException e) {
        // A scalar of n or more: once in 2^32 draws on P-256, and never on secp256k1. Drawn again.
      }
    }
  }

  /// A key from outside.
  ///
  /// @param secret in the form of its kind; stays the caller's
  /// @throws ImproperKeyException if it can't be a key of this kind
  static KeyMaterial imported(KeyKind kind, Secret secret) throws ImproperKeyException {
    return of(secret.use(bytes -> KeySecret.of(kind, bytes)));
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @param encoded stays the caller's
  /// @throws MalformedCustodyException if it isn't that
  static KeyMaterial decoded(Secret encoded) throws MalformedCustodyException {
    return of(encoded.use(KeySecret::parse));
  }

  /// The material of a secret, which it owns from now on.
  static KeyMaterial of(KeySecret secret) {
    return switch (secret.kind()) {
      case SECP256K1, ED25519, P256 -> new SigningMaterial(secret);
      case SEED -> new SeedMaterial(secret);
      case X25519 -> new DecryptionMaterial(secret);
      case HMAC -> new MacMaterial(secret);
    };
  }
}

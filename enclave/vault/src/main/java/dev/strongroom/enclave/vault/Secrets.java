// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.derivation.Addresses;
import dev.strongroom.chain.derivation.DerivationPath;
import dev.strongroom.chain.derivation.MalformedPathException;
import dev.strongroom.chain.derivation.UnderivableException;
import dev.strongroom.chain.derivation.WalletAccount;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.vault.key.Account;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.material.DecryptionMaterial;
import dev.strongroom.enclave.vault.material.Entropy;
import dev.strongroom.enclave.vault.material.KeyBlob;
import dev.strongroom.enclave.vault.material.KeyBlobException;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import dev.strongroom.enclave.vault.material.PasswordCost;
import dev.strongroom.enclave.vault.material.SeedMaterial;
import dev.strongroom.enclave.vault.material.SigningKey;
import dev.strongroom.enclave.vault.material.SigningMaterial;
import dev.strongroom.enclave.vault.material.UserPart;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The secrets of the vault's keys: sealed outside, open for as long as they are used.
final class Secrets implements AutoCloseable {
  /// Signing keys that stay open.
  private static final int MOST_OPEN = 4096;

  private static final String PURPOSE = "vault secret";

  private final KeyShelf shelf;
  private final KeyBlob blobs;
  private final Entropy entropy;
  private final SecureRandom random;
  private final OpenKeys open = new OpenKeys(MOST_OPEN);
  private final Tries tries;

  /// @param clock for those who try too often
  Secrets(Enclave enclave, InstantSource clock) {
    tries = new Tries(clock);
    shelf = new KeyShelf(enclave.storage());
    blobs = new KeyBlob(enclave.sealing(PURPOSE, 1));
    entropy = Entropy.of(enclave);
    random = enclave.random();
  }

  /// New material.
  KeyMaterial born(KeyKind kind) throws DeviceException {
    return KeyMaterial.born(kind, entropy);
  }

  /// Seals the first secret of a key, to be stored with the entry of its birth.
  ///
  /// @param part what the user adds, if the key opens with that only
  Beside born(String id, KeyMaterial material, Optional<UserPart> part) throws DeviceException {
    return KeyShelf.beside(id, sealed(id, 1, material, part));
  }

  /// Seals a secret and has it stored, before anything says that it is there.
  ///
  /// @param part what the user adds, if the key opens with that only
  void keep(String id, int version, KeyMaterial material, Optional<UserPart> part)
      throws StorageException, DeviceException {
    shelf.put(id, version, sealed(id, version, material, part));
  }

  private Bytes sealed(String id, int version, KeyMaterial material, Optional<UserPart> part)
      throws DeviceException {
    return part.isPresent()
        ? blobs.seal(id, version, material, part.get(), PasswordCost.LEAST, entropy)
        : blobs.seal(id, version, material);
  }

  /// What a key is to the world.
  List<Account> accounts(KeyMaterial material) {
    List<Account> accounts = new ArrayList<>();
    switch (material) {
      case SigningMaterial signing -> {
        try (SigningKey key = signing.signingKey(random)) {
          PublicKey own = key.publicKey();
          accounts.add(new Account("", own, Addresses.of(own)));
        }
      }
      case SeedMaterial seed -> {
        for (WalletAccount account : WalletAccount.values()) {
          accounts.add(account(seed, account));
        }
      }
      default -> {
        // The others don't sign.
      }
    }
    return accounts;
  }

  /// The X25519 key to which others encrypt what a key decrypts; empty if it doesn't.
  static Optional<Bytes> encryptionKey(KeyMaterial material) {
    return material instanceof DecryptionMaterial decryption
        ? Optional.of(decryption.publicKey())
        : Optional.empty();
  }

  private static Account account(SeedMaterial seed, WalletAccount account) {
    try {
      PublicKey key = seed.publicKey(account.curve(), account.path());
      return new Account(account.path().toString(), key, account.addresses(key));
    } catch (UnderivableException e) {
      throw new IllegalStateException("a path that every wallet has", e);
    }
  }

  /// Opens a key's secret.
  ///
  /// @param version of it
  /// @param part what the user adds
  /// @return the caller's to close
  /// @throws RefusedException if it takes the user's part, and that isn't there or wrong
  KeyMaterial material(KeyContent key, int version, Optional<UserPart> part)
      throws StorageException, RefusedException {
    Bytes sealed = shelf.get(key.id(), version);
    try {
      if (part.isEmpty()) {
        return blobs.open(key.id(), version, sealed);
      }
      tries.begin(key.id());
      KeyMaterial material = blobs.open(key.id(), version, sealed, part.get());
      tries.succeeded(key.id());
      return material;
    } catch (KeyBlobException e) {
      if (e.refusal() == KeyBlobException.Refusal.WRONG_USER_PART) {
        tries.failed(key.id());
      }
      throw new RefusedException(code(e.refusal()), 403, String.valueOf(e.getMessage()));
    }
  }

  private static String code(KeyBlobException.Refusal refusal) {
    return switch (refusal) {
      case OTHER_BLOB, MALFORMED, COST_OUTSIDE_LIMITS -> "not-authentic";
      case USER_PART_NEEDED -> "user-part-needed";
      case NO_USER_PART -> "no-user-part";
      case OTHER_METHOD -> "other-user-part";
      case WRONG_USER_PART -> "wrong-user-part";
    };
  }

  /// The key of an account, opened if it isn't open.
  ///
  /// @param path empty for a key that has none
  /// @throws RefusedException if there is none
  OpenKeys.Lease signing(KeyContent key, Curve curve, String path, Optional<UserPart> part)
      throws StorageException, RefusedException {
    OpenKeys.Name name =
        new OpenKeys.Name(key.id(), key.version(), path.isEmpty() ? "" : curve.code() + path);
    if (key.share()) {
      // Without the user it stays shut.
      try (KeyMaterial material = material(key, key.version(), part)) {
        return OpenKeys.once(signing(material, curve, path));
      }
    }
    return open.lease(
        name,
        () -> {
          try (KeyMaterial material = material(key, key.version(), part)) {
            return signing(material, curve, path);
          }
        });
  }

  private SigningKey signing(KeyMaterial material, Curve curve, String path)
      throws RefusedException {
    try {
      return switch (material) {
        case SigningMaterial signing -> signing.signingKey(random);
        case SeedMaterial seed -> seed.signingKey(curve, DerivationPath.parse(path), random);
        default -> throw new RefusedException("wrong-kind", 422, "this key doesn't sign");
      };
    } catch (MalformedPathException | UnderivableException e) {
      throw new RefusedException("no-such-path", 422, String.valueOf(e.getMessage()));
    }
  }

  /// Wipes what is open of a key.
  void forget(String id) {
    open.forget(id);
  }

  /// Removes a key's secrets, as far as the host can be believed.
  void destroy(KeyContent key) throws StorageException {
    forget(key.id());
    for (int version = 1; version <= key.version(); version++) {
      shelf.remove(key.id(), version);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.util.Optional;

/// The wrapped root secret in the host's store. Its key is no service's: theirs start with the
/// purpose, which starts with `service/`, or are pseudonyms of 16 bytes.
///
/// @param storage stays the caller's
/// @param key where in it
public record StoredRootSecret(Storage storage, Bytes key) implements WrappedRootSecretStore {
  /// Where one that KMS made is kept.
  public static final Bytes KEY = Bytes.utf8("strongroom/root-secret/kms");

  private static final String KEPT = "strongroom/root-secret/kept/";

  /// One that KMS made.
  ///
  /// @param storage stays the caller's
  public StoredRootSecret(Storage storage) {
    this(storage, KEY);
  }

  /// One that was handed over. Images that follow each other on one store have KMS keys of their
  /// own, and each finds its own.
  ///
  /// @param storage stays the caller's
  /// @param arn of the KMS key
  static StoredRootSecret kept(Storage storage, String arn) {
    return new StoredRootSecret(storage, Bytes.utf8(KEPT + arn));
  }

  @Override
  public Optional<Bytes> load() throws IOException {
    try {
      return storage.get(key).map(Stored::value);
    } catch (StorageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Bytes saveIfAbsent(Bytes wrapped) throws IOException {
    try {
      storage.put(key, Storage.ABSENT, wrapped);
      return wrapped;
    } catch (StorageException e) {
      if (e.failure() instanceof StorageFailure.Conflict) {
        return load()
            .orElseThrow(() -> new IOException("says both that it has one and that it has none"));
      }
      // Also where nobody knows whether it is kept: trying again shows it.
      throw new IOException(e.getMessage(), e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.util.Optional;

/// Sealed secrets of keys in the host's store. The first version of a key is written with the entry
/// of its birth, each later one before its entry, and all are bound to key and version by its seal:
/// there is no older one to show.
record KeyShelf(Storage storage) {
  private static final int FIRST = 1;
  private static final String PREFIX = "vault/secret/";

  /// What has a sealed secret written together with the entry of its key's birth.
  static Beside beside(String id, Bytes sealed) {
    return new Beside(name(id, FIRST), sealed);
  }

  /// Puts a sealed secret.
  ///
  /// @throws StorageException if it isn't durable
  void put(String id, int version, Bytes sealed) throws StorageException {
    Bytes name = name(id, version);
    try {
      storage.put(name, Storage.ABSENT, sealed);
    } catch (StorageException e) {
      if (!(e.failure() instanceof StorageFailure.Conflict conflict)) {
        throw e;
      }
      // Of an attempt that was never entered.
      storage.put(name, conflict.current(), sealed);
    }
  }

  /// A sealed secret.
  Bytes get(String id, int version) throws StorageException {
    return storage
        .get(name(id, version))
        .map(Stored::value)
        .orElseThrow(
            () -> new StorageException(new StorageFailure.NotAuthentic("a key's secret is gone")));
  }

  /// Removes a sealed secret, as far as the host can be believed.
  void remove(String id, int version) throws StorageException {
    Optional<Stored> stored = storage.get(name(id, version));
    if (stored.isPresent()) {
      storage.delete(name(id, version), stored.get().version());
    }
  }

  private static Bytes name(String id, int version) {
    return Bytes.utf8(PREFIX + id + "/" + version);
  }
}

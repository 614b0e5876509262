// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/// Values that aren't sealed, in the host's store. Their keys are no service's, as those of
/// `StoredRootSecret`.
record KeptInStorage(Storage storage) implements Keeping {
  private static final String FOLDER = "strongroom/simulated/";

  @Override
  public byte[] kept(String name, Supplier<byte[]> fresh) throws IOException {
    Bytes key = Bytes.utf8(FOLDER + name);
    try {
      Optional<Stored> stored = storage.get(key);
      return stored.isPresent() ? stored.get().value().toByteArray() : made(key, fresh.get());
    } catch (StorageException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private byte[] made(Bytes key, byte[] value) throws StorageException {
    try {
      storage.put(key, Storage.ABSENT, Bytes.copyOf(value));
      return value;
    } catch (StorageException e) {
      if (!(e.failure() instanceof StorageFailure.Conflict)) {
        throw e;
      }
      // Another enclave was faster; its value is the deployment's. A host that says so and then
      // has none is asked no further.
      return storage.get(key).orElseThrow(() -> e).value().toByteArray();
    }
  }
}

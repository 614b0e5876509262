// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.StoreFailure;
import dev.strongroom.host.store.Versioned;
import java.util.List;
import java.util.Optional;

/// A client as one of the host's stores, so that the host's contract can be run over the wire.
record WireStore(StorageClient client) implements KeyValueStore {
  private interface Call<T> {
    T run() throws StorageException;
  }

  @Override
  public Optional<Versioned> get(Bytes key) throws StoreException {
    return translated(() -> client.get(key))
        .map(stored -> new Versioned(stored.version(), stored.value()));
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StoreException {
    return translated(() -> client.put(key, expected, value));
  }

  @Override
  public List<Long> putAll(List<dev.strongroom.host.store.Put> puts) throws StoreException {
    List<Put> ours =
        puts.stream().map(put -> new Put(put.key(), put.expected(), put.value())).toList();
    return translated(() -> client.putAll(ours));
  }

  @Override
  public void delete(Bytes key, long expected) throws StoreException {
    translated(() -> {
      client.delete(key, expected);
      return true;
    });
  }

  @Override
  public dev.strongroom.host.store.Page scan(Bytes prefix, Bytes after, int limit)
      throws StoreException {
    Page page = translated(() -> client.scan(prefix, after, limit));
    return new dev.strongroom.host.store.Page(
        page.entries().stream()
            .map(e -> new dev.strongroom.host.store.Entry(e.key(), e.version(), e.value()))
            .toList(),
        page.more());
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T translated(Call<T> call) throws StoreException {
    try {
      return call.run();
    } catch (StorageException e) {
      throw new StoreException(
          switch (e.failure()) {
            case StorageFailure.Conflict c -> new StoreFailure.Conflict(c.index(), c.current());
            case StorageFailure.TooLarge t -> new StoreFailure.TooLarge(t.describe());
            case StorageFailure.Malformed m -> new StoreFailure.Malformed(m.describe());
            case StorageFailure.DiskFull d -> new StoreFailure.DiskFull(d.describe());
            default -> new StoreFailure.Unavailable(e.failure().describe());
          },
          e);
    }
  }
}

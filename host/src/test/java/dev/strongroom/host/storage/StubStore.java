// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.ModelStore;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.Page;
import dev.strongroom.host.store.Put;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.Versioned;
import java.util.List;
import java.util.Optional;

/// A store in memory whose reads do what a test wants.
final class StubStore implements KeyValueStore {
  /// What happens at a read.
  interface Reads {
    Optional<Versioned> get(Bytes key) throws StoreException;
  }

  private final KeyValueStore model = new ModelStore();
  private volatile Reads reads = model::get;

  void reads(Reads instead) {
    reads = instead;
  }

  @Override
  public Optional<Versioned> get(Bytes key) throws StoreException {
    return reads.get(key);
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StoreException {
    return model.put(key, expected, value);
  }

  @Override
  public List<Long> putAll(List<Put> puts) throws StoreException {
    return model.putAll(puts);
  }

  @Override
  public void delete(Bytes key, long expected) throws StoreException {
    model.delete(key, expected);
  }

  @Override
  public Page scan(Bytes prefix, Bytes after, int limit) throws StoreException {
    return model.scan(prefix, after, limit);
  }

  @Override
  public void close() {}
}

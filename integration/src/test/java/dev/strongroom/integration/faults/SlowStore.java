// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.Page;
import dev.strongroom.host.store.Put;
import dev.strongroom.host.store.StoreException;
import dev.strongroom.host.store.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store whose writes take as long as a test wants.
final class SlowStore implements KeyValueStore {
  private final KeyValueStore store;
  private volatile Duration delay = Duration.ZERO;

  SlowStore(KeyValueStore store) {
    this.store = store;
  }

  void delay(Duration each) {
    delay = each;
  }

  private void rest() {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Optional<Versioned> get(Bytes key) throws StoreException {
    return store.get(key);
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StoreException {
    rest();
    return store.put(key, expected, value);
  }

  @Override
  public List<Long> putAll(List<Put> puts) throws StoreException {
    rest();
    return store.putAll(puts);
  }

  @Override
  public void delete(Bytes key, long expected) throws StoreException {
    store.delete(key, expected);
  }

  @Override
  public Page scan(Bytes prefix, Bytes after, int limit) throws StoreException {
    return store.scan(prefix, after, limit);
  }

  @Override
  public void close() {
    store.close();
  }
}

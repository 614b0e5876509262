// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A host's store as its owner sees it: a sorted map to look into and to tamper with.
public final class MapStorage implements Storage {
  public final TreeMap<Bytes, Stored> entries = new TreeMap<>();
  private long last;

  /// Empty.
  public MapStorage() {}

  @Override
  public Optional<Stored> get(Bytes key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StorageException {
    return putAll(List.of(new Put(key, expected, value))).getFirst();
  }

  @Override
  public List<Long> putAll(List<Put> puts) throws StorageException {
    StorageLimits.checkPuts(puts);
    for (int i = 0; i < puts.size(); i++) {
      expect(i, puts.get(i).key(), puts.get(i).expected());
    }
    List<Long> versions = new ArrayList<>();
    for (Put put : puts) {
      entries.put(put.key(), new Stored(++last, put.value()));
      versions.add(last);
    }
    return versions;
  }

  @Override
  public void delete(Bytes key, long expected) throws StorageException {
    StorageLimits.checkDelete(key, expected);
    expect(0, key, expected);
    entries.remove(key);
  }

  @Override
  public Page scan(Bytes prefix, Bytes after, int limit) throws StorageException {
    StorageLimits.checkScan(prefix, after, limit);
    List<Entry> found = new ArrayList<>();
    for (Map.Entry<Bytes, Stored> entry : entries.tailMap(after, false).entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        if (found.size() == limit) {
          return new Page(found, true);
        }
        found.add(new Entry(entry.getKey(), entry.getValue().version(), entry.getValue().value()));
      }
    }
    return new Page(found, false);
  }

  private void expect(int index, Bytes key, long expected) throws StorageException {
    long current = get(key).map(Stored::version).orElse(ABSENT);
    if (current != expected) {
      throw new StorageException(new StorageFailure.Conflict(index, current));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.Entry;
import dev.strongroom.enclave.runtime.storage.Page;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A host's store as the protocol has it, which fails when it is told to.
final class MemoryStorage implements Storage {
  /// When a failure strikes.
  enum Strike {
    /// Nothing is written.
    BEFORE,
    /// It is written, and the answer is lost.
    AFTER
  }

  private final TreeMap<Bytes, Stored> values = new TreeMap<>();
  private @Nullable StorageFailure failure;
  private Strike strike = Strike.BEFORE;
  private String only = "";
  private int times;
  private long version;
  private int writes;

  /// The next writes fail.
  synchronized void failWrites(int count, StorageFailure how, Strike when) {
    times = count;
    failure = how;
    strike = when;
    only = "";
  }

  /// The next writes of keys that contain `name` fail.
  synchronized void failWritesOf(String name, int count, StorageFailure how, Strike when) {
    failWrites(count, how, when);
    only = name;
  }

  synchronized MemoryStorage copy() {
    MemoryStorage copy = new MemoryStorage();
    copy.values.putAll(values);
    copy.version = version;
    return copy;
  }

  synchronized List<Bytes> keys(String containing) {
    return values.keySet().stream().filter(key -> isOf(key, containing)).toList();
  }

  private static boolean isOf(Bytes key, String containing) {
    return new String(key.toByteArray(), StandardCharsets.ISO_8859_1).contains(containing);
  }

  synchronized void replace(Bytes key, Bytes value) {
    values.put(key, new Stored(++version, value));
  }

  synchronized void remove(Bytes key) {
    values.remove(key);
  }

  synchronized int writes() {
    return writes;
  }

  @Override
  public synchronized Optional<Stored> get(Bytes key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public synchronized long put(Bytes key, long expected, Bytes value) throws StorageException {
    // The checkpoint that an epoch keeps is written so, whenever it likes: it isn't what is tested.
    return written(List.of(new Put(key, expected, value))).getFirst();
  }

  @Override
  public synchronized List<Long> putAll(List<Put> puts) throws StorageException {
    StorageFailure now = times > 0 && isOf(puts.getFirst().key(), only) ? failure : null;
    if (now != null && strike == Strike.BEFORE) {
      times--;
      throw new StorageException(now);
    }
    List<Long> versions = written(puts);
    writes++;
    if (now != null) {
      times--;
      throw new StorageException(now);
    }
    return versions;
  }

  private List<Long> written(List<Put> puts) throws StorageException {
    for (int i = 0; i < puts.size(); i++) {
      Stored stored = values.get(puts.get(i).key());
      long current = stored == null ? ABSENT : stored.version();
      if (current != puts.get(i).expected()) {
        throw new StorageException(new StorageFailure.Conflict(i, current));
      }
    }
    List<Long> versions = new ArrayList<>();
    for (Put put : puts) {
      values.put(put.key(), new Stored(++version, put.value()));
      versions.add(version);
    }
    return versions;
  }

  @Override
  public synchronized void delete(Bytes key, long expected) {
    values.remove(key);
  }

  @Override
  public synchronized Page scan(Bytes prefix, Bytes after, int limit) {
    List<Entry> entries = new ArrayList<>();
    for (var entry : values.tailMap(prefix, true).entrySet()) {
      if (!entry.getKey().startsWith(prefix) || entries.size() == limit) {
        break;
      }
      entries.add(new Entry(entry.getKey(), entry.getValue().version(), entry.getValue().value()));
    }
    return new Page(entries, false);
  }
}

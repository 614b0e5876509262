// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.Limits;
import dev.strongroom.host.store.Put;
import dev.strongroom.host.store.StoreException;
import java.util.List;

/// What an enclave asks for (`docs/storage-protocol.md`, section 3). Limits are the store's
/// business.
sealed interface Request {
  /// Asks `store`.
  Answer carryOut(KeyValueStore store) throws StoreException;

  /// How many bytes the answer may take beyond a few.
  default int longestAnswer() {
    return 0;
  }

  /// Asks for a value.
  record Get(Bytes key) implements Request {
    @Override
    public Answer carryOut(KeyValueStore store) throws StoreException {
      return Answer.got(store.get(key));
    }

    @Override
    public int longestAnswer() {
      return Limits.MAX_VALUE;
    }
  }

  /// Replaces a value.
  record PutOne(Put put) implements Request {
    @Override
    public Answer carryOut(KeyValueStore store) throws StoreException {
      return Answer.put(store.put(put.key(), put.expected(), put.value()));
    }
  }

  /// Replaces several values at once.
  record PutAll(List<Put> puts) implements Request {
    @Override
    public Answer carryOut(KeyValueStore store) throws StoreException {
      return Answer.put(store.putAll(puts));
    }

    @Override
    public int longestAnswer() {
      return 8 * puts.size();
    }
  }

  /// Removes a value.
  record Delete(Bytes key, long expected) implements Request {
    @Override
    public Answer carryOut(KeyValueStore store) throws StoreException {
      store.delete(key, expected);
      return Answer.deleted();
    }
  }

  /// Lists values.
  record Scan(Bytes prefix, Bytes after, int limit) implements Request {
    private static final int ENTRY_OVERHEAD = 14;

    @Override
    public Answer carryOut(KeyValueStore store) throws StoreException {
      return Answer.page(store.scan(prefix, after, limit));
    }

    @Override
    public int longestAnswer() {
      return Limits.MAX_PAGE_BYTES + ENTRY_OVERHEAD * Limits.MAX_PAGE_ENTRIES;
    }
  }
}

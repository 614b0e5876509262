// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// Keys with versioned values.
///
/// Every write is a compare-and-set, and durable (flushed to the disk) before the call returns.
/// Versions grow strictly per key, also across a deletion, so one never means two contents. Calls
/// block; they are meant for virtual threads, and any number may run at once. All methods refuse
/// what is outside [Limits].
///
/// A write that fails as [StoreFailure.Unavailable] may have happened or not; after any other
/// failure it has not.
public interface KeyValueStore extends AutoCloseable {
  /// The version of a key that isn't there; the versions of those that are start at 1.
  long ABSENT = 0;

  /// The value of `key`, if it is there.
  Optional<Versioned> get(Bytes key) throws StoreException;

  /// Sets `key` to `value` if its version is `expected` ([#ABSENT]: if it isn't there).
  ///
  /// @return its new version
  /// @throws StoreException also as [StoreFailure.Conflict], with its current version
  long put(Bytes key, long expected, Bytes value) throws StoreException;

  /// Does all `puts`, or none of them. Each key may occur once.
  ///
  /// @return the new versions, in the order of `puts`
  /// @throws StoreException also as [StoreFailure.Conflict], for the first that conflicts
  List<Long> putAll(List<Put> puts) throws StoreException;

  /// Removes `key` if its version is `expected`, which can't be [#ABSENT].
  ///
  /// @throws StoreException also as [StoreFailure.Conflict], with its current version
  void delete(Bytes key, long expected) throws StoreException;

  /// What there is after `after`, in ascending unsigned order of keys, among the keys that start
  /// with `prefix`; both may be empty. One page is a consistent picture, several aren't.
  ///
  /// @param limit the most entries wanted, 1 to [Limits#MAX_PAGE_ENTRIES]; a page may hold fewer
  Page scan(Bytes prefix, Bytes after, int limit) throws StoreException;

  /// Finishes the writes that wait, then lets go of everything. Later calls are unavailable.
  @Override
  void close();
}

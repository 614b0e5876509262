// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// A key/value store outside the enclave, trusted with nothing.
///
/// Every write is a compare-and-set. An honest host has it on the disk before the call returns, and
/// gives each key greater versions than it ever had, also after a deletion; a dishonest one can say
/// anything. So seal what is stored, and bind it to its key and to what must not be rolled back.
///
/// Calls block, any number at once; two calls at the same time happen in any order. Nothing is ever
/// sent twice: after a [StorageFailure#outcomeUnknown] the caller reads, and decides.
public interface Storage {
  /// The version of a key that isn't there; the versions of those that are start at 1.
  long ABSENT = 0;

  /// The value of `key`, if it is there.
  Optional<Stored> get(Bytes key) throws StorageException;

  /// Sets `key` to `value` if its version is `expected` ([#ABSENT]: if it isn't there).
  ///
  /// @return its new version
  /// @throws StorageException also as [StorageFailure.Conflict], with its current version
  long put(Bytes key, long expected, Bytes value) throws StorageException;

  /// Does all `puts`, or none of them. Each key may occur once, and all must fit into 4 MiB.
  ///
  /// @return the new versions, in the order of `puts`
  /// @throws StorageException also as [StorageFailure.Conflict], for the first that conflicts
  List<Long> putAll(List<Put> puts) throws StorageException;

  /// Removes `key` if its version is `expected`, which can't be [#ABSENT].
  ///
  /// @throws StorageException also as [StorageFailure.Conflict], with its current version
  void delete(Bytes key, long expected) throws StorageException;

  /// What there is after `after`, in ascending unsigned order of keys, among the keys that start
  /// with `prefix`; both may be empty. One page shows one moment, several don't.
  ///
  /// @param limit the most entries wanted, 1 to [StorageLimits#MAX_PAGE_ENTRIES]; a page may hold
  ///   fewer
  Page scan(Bytes prefix, Bytes after, int limit) throws StorageException;
}

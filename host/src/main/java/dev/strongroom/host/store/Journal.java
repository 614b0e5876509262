// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database as [GroupCommit] needs it: one transaction after the other, from one thread.
interface Journal extends AutoCloseable {

  /// Starts a transaction that no other writer of the same database can overlap with.
  Transaction begin() throws StoreException;

  @Override
  void close();

  /// Reads the state, changes it, and makes that durable.
  interface Transaction extends AutoCloseable {
    /// The first of `count` versions that no key ever had, each greater than all before. They stay
    /// unused if the transaction isn't committed.
    long reserve(int count) throws StoreException;

    /// The versions of those of `keys` that are there.
    Map<Bytes, Long> versions(Collection<Bytes> keys) throws StoreException;

    /// Does `changes`, each of which must find the version it replaces.
    void apply(Collection<Change> changes) throws StoreException;

    /// Returns once everything is on the disk.
    void commit() throws StoreException;

    /// Undoes everything unless it was committed.
    @Override
    void close();
  }

  /// What a transaction does to one key in the end.
  ///
  /// @param key which
  /// @param before the version it replaces, or [KeyValueStore#ABSENT]
  /// @param after the version it gets
  /// @param value its new value; null if it is removed
  record Change(Bytes key, long before, long after, @Nullable Bytes value) {}
}

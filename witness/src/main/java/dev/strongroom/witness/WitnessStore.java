// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.note.VerifierKey;
import java.util.List;
import java.util.Optional;

/// Where a witness keeps its state. Thread-safe.
public interface WitnessStore extends AutoCloseable {
  /// What is done within one transaction.
  ///
  /// @param <T> what it finds
  @FunctionalInterface
  interface Decision<T> {
    /// Decides. May be run together with others' decisions, one after another, in one transaction.
    T decide(WitnessRecords records) throws WitnessStoreException;
  }

  /// Runs a decision. Once this returns, what it wrote is on the disk.
  ///
  /// @throws WitnessStoreException if it isn't, and maybe never will be
  /// @throws WitnessBusyException if too many wait
  <T> T decide(Decision<T> decision) throws WitnessStoreException, WitnessBusyException;

  /// The last checkpoint of each log, by origin.
  List<LogState> logs() throws WitnessStoreException;

  /// Evidence of misbehaviour, in the order in which it was seen.
  List<Fork> forks() throws WitnessStoreException;

  /// The key that was the first to sign for an origin, if it was pinned.
  Optional<VerifierKey> pinned(String origin) throws WitnessStoreException;

  /// Waits for the decisions that were there first.
  @Override
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.note.VerifierKey;
import java.time.Instant;
import java.util.Optional;

/// A witness's state within a transaction. Nobody else changes it meanwhile.
public interface WitnessRecords {
  /// The last checkpoint that was cosigned for an origin.
  Optional<LogState> log(String origin) throws WitnessStoreException;

  /// Takes the place of the last checkpoint of its origin. Its time becomes the time of the last
  /// cosignature.
  void cosigned(LogState state) throws WitnessStoreException;

  /// The latest time that was ever put into a cosignature; the epoch before the first.
  Instant lastCosignature() throws WitnessStoreException;

  /// The key that was the first to sign for an origin, if it was pinned.
  Optional<VerifierKey> pinned(String origin) throws WitnessStoreException;

  /// Pins a key for the origin that is its name.
  void pin(VerifierKey key, Instant time) throws WitnessStoreException;

  /// Keeps evidence of misbehaviour.
  ///
  /// @return whether it is new; not if the same two roots are there, or as many as are kept
  boolean keep(Fork fork) throws WitnessStoreException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.ledger.note.VerifierKey;
import java.time.Instant;
import java.util.Optional;

/// A witness's key, and when its cosignatures count. Two keys of one name are one witness: its old
/// and its new key, or one key for each algorithm.
///
/// @param key of a type whose signatures carry a time
/// @param from the first instant at which it counts; empty for always before `until`
/// @param until the first instant at which it doesn't any more; empty for never
public record WitnessKey(VerifierKey key, Optional<Instant> from, Optional<Instant> until) {
  /// Checks that it can cosign at some time.
  ///
  /// @throws IllegalArgumentException if it is a log's key, or `until` isn't after `from`
  public WitnessKey {
    if (!key.type().timestamped()) {
      throw new IllegalArgumentException(key.name() + ": a log's key, not a witness's");
    }
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw new IllegalArgumentException(key.name() + ": valid until before it is valid from");
    }
  }

  /// A key that counts at any time.
  ///
  /// @throws IllegalArgumentException if it is a log's key
  public static WitnessKey always(VerifierKey key) {
    return new WitnessKey(key, Optional.empty(), Optional.empty());
  }

  /// Whether it doesn't count at every time.
  boolean limited() {
    return from.isPresent() || until.isPresent();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.note.VerifierKey;
import java.util.Set;

/// Whose checkpoints a witness cosigns.
public interface KnownLogs {
  /// The keys that may sign for an origin.
  ///
  /// @return none if the log isn't known
  /// @throws UnreadableLogsException if that can't be said
  Set<VerifierKey> keys(String origin) throws UnreadableLogsException;

  /// Whether the first key that signs for an origin is to be pinned, if no key is known.
  boolean pinsFirst(String origin);
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Remembers which states of conversations this side has seen last, so that the gateway's host
/// can't show older ones. Thread-safe.
public interface HistoryHeads {
  /// The state that was seen last.
  Optional<HistoryHead> head(String id);

  /// All states that were seen last, by id, as they are now: later ones don't change the map.
  Map<String, HistoryHead> all();

  /// A state was seen. One that is older than what is remembered changes nothing: answers may come
  /// in another order than they were made in.
  ///
  /// @throws IOException if it can't be remembered
  /// @throws RolledBackException if it is another one of the same version
  void seen(HistoryHead head) throws IOException;
}

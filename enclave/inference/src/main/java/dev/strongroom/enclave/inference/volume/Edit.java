// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// A change of a volume.
///
/// @param about what it says of itself from now on
/// @param add what comes to it
/// @param remove ids of what goes
public record Edit(Map<String, String> about, List<NewEntry> add, Set<String> remove) {
  /// Copies.
  public Edit {
    about = Map.copyOf(about);
    add = List.copyOf(add);
    remove = Set.copyOf(remove);
  }

  /// Makes an edit of what is there. It may be asked again, about a later state.
  @FunctionalInterface
  public interface Of {
    /// The edit.
    ///
    /// @throws HistoryRefusedException if there is to be none
    Edit of(Volume now) throws HistoryRefusedException;
  }

  /// An edit of a volume that there is.
  ///
  /// @param id of the volume
  /// @param edit made of what is there
  public record Named(String id, Of edit) {}
}

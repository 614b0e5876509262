// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.util.List;
import java.util.Map;

/// A volume that is to be.
///
/// @param shelf whose list it comes on
/// @param id that isn't taken
/// @param about what it says of itself
/// @param add what is in it
public record NewVolume(Shelf shelf, String id, Map<String, String> about, List<NewEntry> add) {
  /// Copies.
  public NewVolume {
    about = Map.copyOf(about);
    add = List.copyOf(add);
  }
}

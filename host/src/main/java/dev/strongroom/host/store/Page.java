// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import java.util.List;

/// Part of a scan.
///
/// @param entries in ascending order of keys
/// @param more whether others followed, to be had by scanning on after the last key
public record Page(List<Entry> entries, boolean more) {
  /// Copies the list.
  public Page {
    entries = List.copyOf(entries);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import java.util.List;

/// Part of a scan. The host can leave out what it likes.
///
/// @param entries in ascending order of keys, each key with the prefix asked for
/// @param more whether others follow, to be had by scanning on after the last key
public record Page(List<Entry> entries, boolean more) {
  /// Copies the list.
  public Page {
    entries = List.copyOf(entries);
  }
}

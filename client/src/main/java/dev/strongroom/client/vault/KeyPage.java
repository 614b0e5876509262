// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.List;
import java.util.OptionalLong;

/// Some of the caller's keys.
///
/// @param keys in the order of their birth
/// @param next what to ask for behind them; empty if these are the last
public record KeyPage(List<VaultKey> keys, OptionalLong next) {
  /// Copies the list.
  public KeyPage {
    keys = List.copyOf(keys);
  }
}

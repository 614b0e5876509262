// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.List;
import java.util.Map;

/// Who may change what a key is allowed.
///
/// @param needed how many of them it takes, from 1
/// @param of who they are, as `KIND:NAME`
public record Owners(int needed, List<String> of) {
  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if so many could never agree
  public Owners {
    of = List.copyOf(of);
    if (needed < 1 || needed > of.size()) {
      throw new IllegalArgumentException("from one to all of the owners are needed");
    }
  }

  Map<String, Object> members() {
    return Map.of("needed", needed, "of", of);
  }
}

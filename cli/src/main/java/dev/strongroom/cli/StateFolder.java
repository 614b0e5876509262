// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.nio.file.Path;

/// Where `up` keeps what outlives it, unless it is told otherwise.
final class StateFolder {
  private StateFolder() {}

  static Path ordinary() {
    return Path.of(System.getProperty("user.home"), ".local/state/strongroom");
  }
}

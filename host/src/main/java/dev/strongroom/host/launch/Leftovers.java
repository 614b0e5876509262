// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Files that an enclave which ended may have left.
final class Leftovers {
  private static final Logger LOG = System.getLogger(Leftovers.class.getName());

  private Leftovers() {}

  /// Deletes those that are there. What can't be deleted is in nobody's way but the next start's,
  /// which says so.
  static void delete(List<Path> files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "deleting failed: {0}", e.getMessage());
      }
    }
  }
}

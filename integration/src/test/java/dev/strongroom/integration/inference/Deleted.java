// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders that were needed for a while.
final class Deleted {
  private Deleted() {}

  /// Deletes a folder and what is in it.
  static void folder(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walked = Files.walk(folder)) {
      all = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }
}

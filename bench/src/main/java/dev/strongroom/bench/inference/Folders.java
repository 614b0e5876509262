// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where a run leaves its state, and what else the machine does meanwhile.
final class Folders {
  private Folders() {}

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// The machine's load, for the end of a line.
  static String load() {
    return String.format(
        " [load %.1f]", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}

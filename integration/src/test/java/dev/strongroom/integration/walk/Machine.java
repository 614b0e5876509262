// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What kind of machine this is, in words that say nothing of whose it is.
final class Machine {
  /// What `integration/clean-debian` says it has installed.
  private static final String CLEAN = "CLEAN_DEBIAN";

  private Machine() {}

  static String words() throws IOException {
    return "%s, %s, %d processors, %d GB, Java %s"
        .formatted(
            system(),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            memory(),
            Runtime.version());
  }

  /// How the tree was had, and what was there before.
  ///
  /// @param clone whether it was cloned, and nothing is built in it
  /// @param downloads where what is downloaded is kept
  static String way(boolean clone, List<Path> downloads) throws IOException {
    String debian = System.getenv(CLEAN);
    boolean before = false;
    for (Path folder : downloads) {
      before |= hasFile(folder);
    }
    return (debian == null
            ? ""
            : "A Debian made for this walk, of its smallest set of packages and "
                + debian.strip().replace(" ", ", ")
                + "; an ordinary user. ")
        + (clone
            ? "In a clone made for it, where nothing was built. "
            : "In a tree that was built before. ")
        + (before
            ? "Maven's artifacts, and what images are made from, were cached"
            : "Nothing had been downloaded before");
  }

  private static boolean hasFile(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(Files::isRegularFile);
    }
  }

  private static String system() throws IOException {
    return Files.readAllLines(Path.of("/etc/os-release")).stream()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
        .findFirst()
        .orElse(System.getProperty("os.name").toLowerCase(Locale.ROOT));
  }

  private static long memory() throws IOException {
    String total = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    return Math.round(Double.parseDouble(total.replaceAll("[^0-9]", "")) / (1 << 20));
  }
}

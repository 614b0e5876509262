// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What kind of machine this is, in words that say nothing of whose it is.
final class Machine {
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

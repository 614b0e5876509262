// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The machine that figures were taken on.
final class Machine {
  private Machine() {}

  static String describe() {
    return "Machine: "
        + processor()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores; Java "
        + Runtime.version()
        + "; "
        + LocalDate.now(ZoneOffset.UTC);
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Says on the console when the boot has reached which point: fixed words and the seconds since the
/// kernel's start. Only who debugs an enclave sees its console.
public final class BootTimes {
  private final Consumer<String> console;

  /// @param console prints a line
  public BootTimes(Consumer<String> console) {
    this.console = console;
  }

  /// Says that a point is reached.
  public void reached(String point) {
    console.accept("strongroom: " + uptime() + " " + point);
  }

  private static String uptime() {
    try {
      return Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
    } catch (IOException e) {
      return "?";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a guest under software emulation is told of its clock. It would measure it at its start by
/// timers that come late on a busy machine, and then do without the better one.
final class EmulatedClock {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Pattern MEGAHERTZ =
      Pattern.compile("(?m)^cpu MHz\\s*:\\s*([0-9]+)\\.([0-9]{3})");

  private EmulatedClock() {}

  /// Words for the kernel's command line, with a blank in front; none where this machine doesn't
  /// say how fast it is.
  static String words() {
    try {
      return words(Files.readString(PROCESSORS));
    } catch (IOException e) {
      return "";
    }
  }

  /// @param processors what `/proc/cpuinfo` says
  static String words(String processors) {
    Matcher found = MEGAHERTZ.matcher(processors);
    return found.find() ? " tsc=reliable tsc_early_khz=" + found.group(1) + found.group(2) : "";
  }
}

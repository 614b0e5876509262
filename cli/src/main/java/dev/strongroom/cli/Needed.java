// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Something of this machine without which a guest can't start.
///
/// @param file that has to be there
/// @param content what it has to begin with, if that says something
/// @param purpose what it is for and how to get it
record Needed(Path file, Optional<String> content, String purpose) {
  /// A file or device that only has to be there.
  static Needed there(String file, String purpose) {
    return new Needed(Path.of(file), Optional.empty(), purpose);
  }

  /// A switch of the kernel's that has to be on.
  static Needed on(String file, String purpose) {
    return new Needed(Path.of(file), Optional.of("Y"), purpose);
  }

  /// @param root where this machine's files are: `/`
  /// @throws UsageException naming the first that is missing
  static void check(Path root, List<Needed> all) throws UsageException {
    for (Needed each : all) {
      Path file = root.resolve(Path.of("/").relativize(each.file()));
      if (!Files.exists(file)) {
        throw new UsageException("no " + each.file() + " here (" + each.purpose() + ")");
      }
      if (each.content().isPresent() && !begins(file, each.content().get())) {
        throw new UsageException(
            each.file() + " isn't " + each.content().get() + " (" + each.purpose() + ")");
      }
    }
  }

  private static boolean begins(Path file, String content) {
    try {
      return Files.readString(file).startsWith(content);
    } catch (IOException e) {
      return false;
    }
  }
}

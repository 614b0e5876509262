// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Says why a file can't be read: the platform's messages are often its name alone.
final class FileProblem {
  private FileProblem() {}

  /// What is wrong with the file, for the user.
  static UsageException reading(Path file, IOException e) {
    return new UsageException(
        file
            + switch (e) {
              case NoSuchFileException _ -> ": can't be read: there is no such file";
              case AccessDeniedException _ -> ": can't be read: you may not";
              default -> ": can't be read (" + e.getMessage() + ")";
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The rows of a text file in which `#` starts a comment line.
final class Rows {
  private Rows() {}

  static List<String> of(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}

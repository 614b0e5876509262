// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A temporary folder with a short path: those of Unix-domain sockets are limited.
final class Folder implements AutoCloseable {
  private final Path path;
  private int count;

  private Folder(Path path) {
    this.path = path;
  }

  static Folder create() throws IOException {
    return new Folder(Files.createTempDirectory("sr"));
  }

  /// A folder that nothing was in.
  Path fresh() throws IOException {
    count++;
    return Files.createDirectory(path.resolve(String.valueOf(count)));
  }

  /// One that may have been there before.
  Path path(String name) {
    return path.resolve(name);
  }

  /// Removes it with all that is in it.
  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(path)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}

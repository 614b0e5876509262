// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A folder to work in, which goes when it is closed, unless somebody wants to look at it. Nothing
/// is followed out of it.
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private boolean kept;

  private WorkFolder(Path path) {
    this.path = path;
  }

  /// A new one inside `parent`, which is made if it is missing.
  static WorkFolder in(Path parent) throws IOException {
    return new WorkFolder(Files.createTempDirectory(Files.createDirectories(parent), "build-"));
  }

  Path path() {
    return path;
  }

  /// Leaves it when it is closed.
  void keep() {
    kept = true;
  }

  /// What its files take, in bytes.
  long size() throws IOException {
    AtomicLong sum = new AtomicLong();
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }
        });
    return sum.get();
  }

  /// Removes it.
  ///
  /// @throws IOException if something can't be removed
  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file in the making, beside the one that it replaces in one step. Not a temporary file, which
/// only its owner could read; and whatever a build that was killed left there, or another one is
/// writing, is none of this one's.
final class Draft implements AutoCloseable {
  private static final int MOST = 100;

  private final Path file;
  private final Path output;
  private boolean published;

  private Draft(Path file, Path output) {
    this.file = file;
    this.output = output;
  }

  /// An empty draft.
  ///
  /// @throws IOException if nothing can be written there
  static Draft of(Path output) throws IOException {
    String name = output.getFileName() + "." + ProcessHandle.current().pid() + ".";
    for (int i = 0; ; i++) {
      try {
        return new Draft(Files.createFile(output.resolveSibling(name + i + ".new")), output);
      } catch (FileAlreadyExistsException e) {
        if (i == MOST) {
          throw new IOException("too many unfinished files beside " + output, e);
        }
      }
    }
  }

  /// Where it is written.
  Path file() {
    return file;
  }

  /// Puts it in its place.
  void publish() throws IOException {
    Files.move(file, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    published = true;
  }

  /// Removes what wasn't published. Once it was, another build may have a draft of this name.
  @Override
  public void close() throws IOException {
    if (!published) {
      Files.deleteIfExists(file);
    }
  }
}

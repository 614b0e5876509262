// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files that never take another's place.
final class NewFile {
  private NewFile() {}

  static void write(Path file, String text) throws UsageException {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " exists already; it isn't overwritten");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }
}

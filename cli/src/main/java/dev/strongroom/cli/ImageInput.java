// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.ramdisk.MalformedRamdiskException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Opens an image for a command, and reports what is wrong with one.
final class ImageInput {
  /// What a command does with an image.
  interface Use {
    /// Does it.
    ///
    /// @return the exit status
    int with(EifFile image) throws IOException, MalformedEifException, UsageException;
  }

  private final Console console;
  private final boolean json;

  ImageInput(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  /// Opens the image, uses it, and reports if that failed because of it.
  ///
  /// @return the exit status
  int use(Path file, Use use) throws UsageException {
    try {
      if (Files.isDirectory(file)) {
        return report(file, new ImageProblem("unreadable", -1, "it is a directory"));
      }
      try (EifFile image = EifFile.open(file)) {
        return use.with(image);
      }
    } catch (MalformedEifException e) {
      return report(file, new ImageProblem(e.reason().code(), e.offset(), e.getMessage()));
    } catch (MalformedRamdiskException e) {
      return report(file, new ImageProblem(e.reason().code(), e.offset(), e.getMessage()));
    } catch (NoSuchFileException e) {
      return report(file, new ImageProblem("unreadable", -1, "no such file"));
    } catch (AccessDeniedException e) {
      return report(file, new ImageProblem("unreadable", -1, "not allowed to read it"));
    } catch (IOException e) {
      return report(file, new ImageProblem("unreadable", -1, String.valueOf(e.getMessage())));
    }
  }

  private int report(Path file, ImageProblem problem) {
    if (json) {
      new ImageJson(console.out()).problem(file, problem);
    } else {
      new ImageText(console).problem(file, problem);
    }
    return ExitStatus.UNUSABLE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The folder of one host's sockets, its owner's alone.
final class WireFolder {
  private WireFolder() {}

  /// A new one in the temporary folder: Unix-domain sockets allow about 100 characters.
  static Path create() throws IOException {
    return Files.createTempDirectory(
        "strongroom",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Deletes it, if the sockets in it are gone.
  static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // An empty folder in the temporary one harms nobody.
    }
  }
}

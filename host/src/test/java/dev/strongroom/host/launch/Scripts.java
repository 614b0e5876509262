// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Shell scripts that stand for programs which aren't here.
final class Scripts {
  private Scripts() {}

  /// Writes an executable script; its environment may be empty, so it names its programs in full.
  static String write(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\nPATH=/bin:/usr/bin\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }
}

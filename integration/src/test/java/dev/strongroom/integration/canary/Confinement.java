// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the kernel would do with an enclave's memory, and which files it has open to write.
final class Confinement {
  /// Of the flags that a file was opened with: to write, or to read and write.
  private static final int WRITING = 3;

  private Confinement() {}

  /// Looks at a running enclave.
  ///
  /// @param errors where its standard error goes
  /// @return what must not be; best nothing
  static List<String> check(long pid, Path errors) throws IOException {
    Path process = Path.of("/proc", String.valueOf(pid));
    List<String> wrong = new ArrayList<>();
    try {
      String limit =
          Files.readAllLines(process.resolve("limits")).stream()
              .filter(line -> line.startsWith("Max core file size"))
              .findFirst()
              .orElse("");
      if (!limit.matches("Max core file size +0 +0 .*")) {
        wrong.add("an enclave that may leave a core: " + limit);
      }
      // A dump that goes to a program isn't limited, but has in it only what this says.
      String filter = Files.readString(process.resolve("coredump_filter")).strip();
      if (!filter.matches("0+")) {
        wrong.add("an enclave whose memory would be dumped into a pipe: " + filter);
      }
      wrong.addAll(written(process, errors));
    } catch (NoSuchFileException e) {
      // It ended meanwhile.
      return wrong;
    }
    return wrong;
  }

  private static List<String> written(Path process, Path errors) throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> open;
    try (Stream<Path> all = Files.list(process.resolve("fd"))) {
      open = all.toList();
    }
    for (Path one : open) {
      try {
        Path target = Files.readSymbolicLink(one);
        // Sockets, pipes and the like have no path; a file that was deleted has its name.
        if (target.isAbsolute()
            && !target.startsWith("/dev")
            && !target.equals(errors)
            && writing(process.resolve("fdinfo").resolve(one.getFileName()))) {
          wrong.add("an enclave that writes to " + target);
        }
      } catch (NoSuchFileException e) {
        // It was closed meanwhile.
      }
    }
    return wrong;
  }

  private static boolean writing(Path information) throws IOException {
    for (String line : Files.readAllLines(information)) {
      if (line.startsWith("flags:")) {
        return (Integer.parseInt(line.substring(6).strip(), 8) & WRITING) != 0;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A root folder with this machine's own shell and a few of its programs, for what is around the
/// compilers.
final class TinyRoot {
  private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");

  private TinyRoot() {}

  /// This machine's programs, and the libraries that they load, by their paths below the root.
  static Set<Path> programs(String... names) throws IOException, InterruptedException {
    Set<Path> files = new LinkedHashSet<>();
    for (String name : names) {
      Path program = Path.of("/usr/bin", name);
      assumeTrue(Files.isExecutable(program), program + " isn't here: not tested");
      assumeTrue(Files.isExecutable(Path.of("/usr/bin/ldd")), "no ldd here: not tested");
      files.add(program);
      Process ldd = new ProcessBuilder("ldd", program.toString()).start();
      String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(ldd.waitFor()).isZero();
      Matcher library = LIBRARY.matcher(said);
      while (library.find()) {
        files.add(Path.of(library.group(1)));
      }
    }
    return files;
  }

  /// Makes one with these programs.
  static Path in(Path folder, String... names) throws IOException, InterruptedException {
    for (Path file : programs(names)) {
      Path copy = folder.resolve(file.toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    Files.createDirectories(folder.resolve("tmp"));
    Files.createDirectories(folder.resolve("dev"));
    Files.createFile(folder.resolve("dev/null"));
    return folder;
  }
}

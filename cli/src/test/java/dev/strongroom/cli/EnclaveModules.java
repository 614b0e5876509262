// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The enclave's jars, as the build left them: the command line itself never has them on its path.
final class EnclaveModules {
  private EnclaveModules() {}

  /// The module path of an enclave. Where the enclave wasn't built in the same run, says so and
  /// aborts the calling test.
  static String orAbort() throws IOException {
    Path target = Path.of("..", "enclave", "runtime", "target").toAbsolutePath().normalize();
    Path dependencies = target.resolve("enclave-dependencies.txt");
    if (!Files.isReadable(dependencies)) {
      String message = "NOT TESTED: enclave/runtime wasn't built; run ./test";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    try (Stream<Path> files = Files.list(target)) {
      List<String> own =
          files
              .map(Path::toString)
              .filter(name -> name.matches(".*/strongroom-enclave-runtime-[^/]*(?<!-tests)\\.jar"))
              .toList();
      return String.join(File.pathSeparator, own)
          + File.pathSeparator
          + Files.readString(dependencies).strip();
    }
  }
}

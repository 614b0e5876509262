// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The enclave's jars, as the build left them.
public final class EnclaveJars {
  private EnclaveJars() {}

  /// Their files.
  public static List<Path> files() throws IOException {
    Path target = Path.of("..", "enclave", "runtime", "target").toAbsolutePath().normalize();
    Path dependencies = target.resolve("enclave-dependencies.txt");
    if (!Files.isReadable(dependencies)) {
      String message = "NOT TESTED: enclave/runtime wasn't built; run ./test";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    try (Stream<Path> files = Files.list(target)) {
      Stream<Path> own =
          files.filter(file ->
              String.valueOf(file.getFileName())
                  .matches("strongroom-enclave-runtime-[^/]*(?<!-tests)\\.jar"));
      String others = Files.readString(dependencies).strip();
      return Stream.concat(own, Stream.of(others.split(File.pathSeparator)).map(Path::of)).toList();
    }
  }

  /// Their files as a module path.
  public static String path() throws IOException {
    return String.join(File.pathSeparator, files().stream().map(Path::toString).toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The jars of an enclave with the notary in it, as the build left them.
public final class NotaryJars {
  private NotaryJars() {}

  /// Their files as a module path.
  public static String path() throws IOException {
    return String.join(
        File.pathSeparator,
        EnclaveJars.path(),
        built(Path.of("..", "console", "target"), "strongroom-console-"),
        built(Path.of("..", "ledger", "target"), "strongroom-ledger-"),
        built(Path.of("..", "enclave", "notary", "target"), "strongroom-enclave-notary-"));
  }

  private static String built(Path folder, String name) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        List<Path> jars =
            files
                .filter(file ->
                    String.valueOf(file.getFileName()).matches(name + "[^/]*(?<!-tests)\\.jar"))
                .toList();
        if (jars.size() == 1) {
          return jars.getFirst().toString();
        }
      }
    }
    String message = "NOT TESTED: " + name + "*.jar isn't there, or twice; run ./test";
    System.err.println(message);
    return Assumptions.abort(message);
  }
}

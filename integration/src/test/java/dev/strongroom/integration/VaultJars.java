// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The jars of an enclave with the vault in it, and in that the notary, as the build left them.
public final class VaultJars {
  private VaultJars() {}

  /// Their files as a module path.
  public static String path() throws IOException {
    Path target = Path.of("..", "enclave", "vault", "target").toAbsolutePath().normalize();
    Path dependencies = target.resolve("vault-dependencies.txt");
    if (!Files.isReadable(dependencies)) {
      String message = "NOT TESTED: enclave/vault wasn't built; run ./test";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    try (Stream<Path> files = Files.list(target)) {
      List<String> own =
          files
              .filter(file ->
                  String.valueOf(file.getFileName())
                      .matches("strongroom-enclave-vault-[^/]*(?<!-tests)\\.jar"))
              .map(Path::toString)
              .toList();
      return String.join(File.pathSeparator, own)
          + File.pathSeparator
          + Files.readString(dependencies).strip();
    }
  }
}

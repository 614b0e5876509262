// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The jars of an enclave with one of its services in it, as the build left them.
public final class ServiceJars {
  private ServiceJars() {}

  /// The vault's, with the notary in it.
  public static String vault() throws IOException {
    return of("vault");
  }

  /// The gateway's, with the notary in it, and llama.cpp.
  public static String gateway() throws IOException {
    return of("llama");
  }

  /// @param module below `enclave`
  /// @return their files as a module path
  private static String of(String module) throws IOException {
    Path target = Path.of("..", "enclave", module, "target").toAbsolutePath().normalize();
    Path dependencies = target.resolve(module + "-dependencies.txt");
    if (!Files.isReadable(dependencies)) {
      String message = "NOT TESTED: enclave/" + module + " wasn't built; run ./test";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    String jar = "strongroom-enclave-" + module + "-[^/]*(?<!-tests)\\.jar";
    try (Stream<Path> files = Files.list(target)) {
      List<String> own =
          files
              .filter(file -> String.valueOf(file.getFileName()).matches(jar))
              .map(Path::toString)
              .toList();
      return String.join(File.pathSeparator, own)
          + File.pathSeparator
          + Files.readString(dependencies).strip();
    }
  }
}

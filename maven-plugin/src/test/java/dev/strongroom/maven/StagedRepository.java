// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// A local Maven repository with this build's own modules, for a project that uses the plugin. What
/// anybody installed of them elsewhere isn't looked at.
final class StagedRepository {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> MODULES =
      Map.of(
          "strongroom-attestation", "attestation",
          "strongroom-channel", "channel",
          "strongroom-vsock", "vsock",
          "strongroom-enclave-runtime", "enclave/runtime",
          "strongroom-image", "image",
          "strongroom-maven-plugin", "maven-plugin");

  private StagedRepository() {}

  /// Fills a folder. Where a module wasn't built in the same run, says so and aborts the calling
  /// test.
  static void stage(Path folder, String version) throws IOException {
    copy(ROOT.resolve("pom.xml"), folder, "strongroom", version, "pom");
    for (Map.Entry<String, String> module : MODULES.entrySet()) {
      Path directory = ROOT.resolve(module.getValue());
      Path jar = directory.resolve("target/" + module.getKey() + "-" + version + ".jar");
      if (!Files.isRegularFile(jar)) {
        String message = "NOT TESTED: " + module.getValue() + " wasn't built; run ./test";
        System.err.println(message);
        Assumptions.abort(message);
      }
      copy(jar, folder, module.getKey(), version, "jar");
      copy(directory.resolve("pom.xml"), folder, module.getKey(), version, "pom");
    }
  }

  private static void copy(
      Path file, Path repository, String artifact, String version, String extension)
      throws IOException {
    Path folder = repository.resolve("dev/strongroom").resolve(artifact).resolve(version);
    Files.createDirectories(folder);
    Files.copy(
        file,
        folder.resolve(artifact + "-" + version + "." + extension),
        StandardCopyOption.REPLACE_EXISTING);
  }
}

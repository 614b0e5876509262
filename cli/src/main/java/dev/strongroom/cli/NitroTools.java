// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What running an enclave on EC2 takes on this machine.
final class NitroTools {
  private static final String NITRO_CLI = "nitro-cli";
  private static final Path DEVICE = Path.of("/dev/nitro_enclaves");

  private NitroTools() {}

  /// AWS's program, from one of the folders of `path`.
  ///
  /// @throws UsageException if it or the device is missing
  static Path nitroCli(String path, Path image) throws UsageException {
    Optional<Path> program =
        Stream.of(path.split(File.pathSeparator, -1))
            .filter(folder -> folder.startsWith("/"))
            .map(folder -> Path.of(folder, NITRO_CLI))
            .filter(Files::isExecutable)
            .findFirst();
    List<String> missing = new ArrayList<>();
    if (!Files.exists(DEVICE)) {
      missing.add(DEVICE.toString());
    }
    if (program.isEmpty()) {
      missing.add(NITRO_CLI);
    }
    if (missing.isEmpty()) {
      return program.orElseThrow();
    }
    throw new UsageException(
        "no "
            + String.join(" and no ", missing)
            + " here: strongroom doctor --for nitro --image "
            + image
            + " says what to do; --emulator tries the image out without");
  }
}

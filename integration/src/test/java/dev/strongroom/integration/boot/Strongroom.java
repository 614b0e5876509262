// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import dev.strongroom.integration.EnclaveJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line in processes of its own.
///
/// @param runtime a folder with the enclave's jars and nothing else
record Strongroom(Path runtime) {

  /// One whose images hold the jars that the build left.
  static Strongroom in(Path folder) throws IOException {
    Path runtime = Files.createDirectory(folder.resolve("runtime"));
    for (Path jar : EnclaveJars.files()) {
      Files.copy(jar, runtime.resolve(String.valueOf(jar.getFileName())));
    }
    return new Strongroom(runtime);
  }

  /// A command to start.
  ProcessBuilder process(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dstrongroom.enclave=" + runtime,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strongroom.cli.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /// Runs a command to its end.
  ///
  /// @throws IOException if it ends with another status than 0
  void run(String... arguments) throws IOException, InterruptedException {
    Process process = process(arguments).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("strongroom " + List.of(arguments) + " ended with " + status);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.integration.EnclaveJars;
import dev.strongroom.integration.NotaryJars;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A command of `strongroom` in a process of its own, run to its end.
///
/// @param status its exit status
/// @param text what it wrote, to both outputs
record CommandLine(int status, String text) {
  /// A command to start.
  static ProcessBuilder process(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dstrongroom.enclave=" + EnclaveJars.path(),
                "-Dstrongroom.notary=" + NotaryJars.path(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strongroom.cli.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /// Runs a command.
  static CommandLine run(String... arguments) throws IOException, InterruptedException {
    Process process = process(arguments).redirectErrorStream(true).start();
    Thread late =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                process.destroyForcibly();
              }
            });
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    late.interrupt();
    return new CommandLine(status, text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// The baseline's process.
record PlainProcess(Process process, int port) implements AutoCloseable {
  static PlainProcess start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PlainSigner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    String line = screen.readLine();
    if (line == null) {
      throw new IOException("the baseline didn't start");
    }
    return new PlainProcess(process, Integer.parseInt(line));
  }

  double processorSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

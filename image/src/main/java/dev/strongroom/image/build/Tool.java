// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs a program of the pinned toolchain, in an environment that says nothing of this machine.
final class Tool {
  private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");
  private static final int SHOWN = 2000;

  private Tool() {}

  /// Runs a program to its end.
  ///
  /// @param name what it is called in errors
  /// @param folder that it works in
  /// @throws ToolException if it can't be started, or ends with another status than 0
  static void run(String name, List<String> command, Path folder)
      throws ToolException, InterruptedException {
    try {
      Path output = Files.createTempFile(folder, "output", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(ENVIRONMENT);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      try {
        // Whatever asks gets no answer.
        process.getOutputStream().close();
        int status = process.waitFor();
        if (status != 0) {
          throw new ToolException(name + " ended with " + status + ": " + tail(output));
        }
      } finally {
        process.destroyForcibly();
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new ToolException(name + " can't be run: " + e.getMessage());
    }
  }

  private static String tail(Path output) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    return text.length() <= SHOWN ? text : text.substring(text.length() - SHOWN);
  }
}

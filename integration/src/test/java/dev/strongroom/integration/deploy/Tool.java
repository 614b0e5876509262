// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Programs of this machine.
final class Tool {
  /// How a program ended.
  ///
  /// @param status its exit status
  /// @param text what it wrote, to both outputs
  record Outcome(int status, String text) {}

  private Tool() {}

  static Outcome run(Path folder, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(folder.toFile()).redirectErrorStream(true);
    // Whoever runs the test may have set-up of their own, which warns.
    builder.environment().remove("TF_CLI_CONFIG_FILE");
    // The folder first, then the system's.
    builder.environment().put("SYSTEMD_UNIT_PATH", folder + ":");
    builder.environment().put("NO_COLOR", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  /// Whether there is such a program.
  static boolean there(String... command) throws InterruptedException {
    try {
      return run(Path.of("."), command).status() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

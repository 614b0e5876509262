// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `strongroom ai` in a process of its own.
///
/// @param process it
/// @param screen what it printed at its start
/// @param uri of its endpoint; empty if it ended instead
record AiProcess(Process process, String screen, URI uri) implements AutoCloseable {
  private static final String LISTENS = "OPENAI_BASE_URL=";

  /// Starts it on any port, and waits until it listens or ends.
  ///
  /// @param folder in which, and whose folder `home` is its home
  static AiProcess start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-Dstdout.encoding=UTF-8",
                "-Duser.home=" + folder.resolve("home"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.strongroom.cli.Main",
                "ai",
                "--port",
                "0"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("ai.err").toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder screen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      screen.append(line).append('\n');
      if (line.startsWith(LISTENS)) {
        return new AiProcess(
            process, screen.toString(), URI.create(line.substring(LISTENS.length())));
      }
    }
    process.onExit().join();
    return new AiProcess(process, screen.toString(), URI.create(""));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

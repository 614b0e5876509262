// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A command of `strongroom` in a process of its own, which stays up.
///
/// @param process it
/// @param screen what it printed at its start
/// @param errors where its standard error goes
public record StandingCommand(Process process, String screen, Path errors)
    implements AutoCloseable {
  /// A line that no command prints: to wait for the end.
  public static final String NEVER = "\0";

  /// Starts it, and waits until it has printed a line, or ended.
  ///
  /// @param folder in which, and whose folder `home` is its home
  /// @param line what the line begins with
  /// @param options of its JVM
  public static StandingCommand start(
      Path folder, String line, List<String> options, List<String> arguments) throws IOException {
    Path errors = folder.resolve(arguments.getFirst() + ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Duser.home=" + folder.resolve("home")));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.strongroom.cli.Main");
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder screen = new StringBuilder();
    for (String next = out.readLine(); next != null; next = out.readLine()) {
      screen.append(next).append('\n');
      if (next.startsWith(line)) {
        return new StandingCommand(process, screen.toString(), errors);
      }
    }
    process.onExit().join();
    return new StandingCommand(process, screen.toString(), errors);
  }

  /// The rest of the first line on its screen that begins with this; empty if there is none.
  String rest(String beginning) {
    return screen
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .map(line -> line.substring(beginning.length()))
        .orElse("");
  }

  /// What it has written to standard error.
  public String complaints() throws IOException {
    return Files.readString(errors);
  }

  /// Ends it as Ctrl-C would.
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

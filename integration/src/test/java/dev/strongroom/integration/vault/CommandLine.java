// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One run of the command in a process of its own.
///
/// @param status the exit status
/// @param out standard output
/// @param err standard error
public record CommandLine(int status, String out, String err) {

  /// The command, up to its arguments.
  ///
  /// @param folder whose folder `home` is the command's home
  static List<String> start(Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Dstdout.encoding=UTF-8",
        "-Duser.home=" + folder.resolve("home"),
        "-Dstrongroom.mcp=" + System.getProperty("java.class.path"),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.strongroom.cli.Main");
  }

  /// Which vault, for every command that asks one.
  public static List<String> to(EnclaveUnderTest vault) {
    return List.of("--policy", "policy.json", "--at", "localhost:" + vault.uri().getPort());
  }

  /// Runs it in a folder, with nothing on standard input.
  public static CommandLine run(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    return fed(folder, new File("/dev/null"), arguments);
  }

  /// Runs it in a folder, with a file on standard input.
  static CommandLine fed(Path folder, File input, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(start(folder));
    command.addAll(arguments);
    Path out = Files.createTempFile("command", ".out");
    Path err = Files.createTempFile("command", ".err");
    try {
      int status =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(input)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start()
              .waitFor();
      return new CommandLine(
          status,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}

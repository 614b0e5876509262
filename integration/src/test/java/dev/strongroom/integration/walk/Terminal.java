// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A reader's terminal: one shell that is told command after command, and so remembers variables
/// and the folder it is in.
final class Terminal implements AutoCloseable {
  private final Process shell;
  private final BufferedReader said;
  private final Writer told;
  private final Path scratch;
  private int commands;

  private Terminal(Process shell, Path scratch) {
    this.shell = shell;
    this.said = shell.inputReader(StandardCharsets.UTF_8);
    this.told = shell.outputWriter(StandardCharsets.UTF_8);
    this.scratch = scratch;
  }

  /// How a command ended.
  ///
  /// @param status its exit status; -1 if it didn't end in time, which ends the terminal too
  /// @param shown what it wrote, errors included
  record Ended(int status, String shown) {}

  /// Opens one.
  ///
  /// @param folder where it begins
  /// @param environment all of its variables
  /// @param scratch a folder for the walker's own files
  static Terminal open(Path folder, Map<String, String> environment, Path scratch)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc").directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new Terminal(builder.start(), scratch);
  }

  /// Has a command run, and waits for its end.
  ///
  /// @throws IOException if the shell is gone, as after `exit`
  Ended run(String command, Duration patience) throws IOException, InterruptedException {
    Path script = Files.writeString(scratch.resolve("command-" + commands + ".sh"), command + "\n");
    Path out = scratch.resolve("command-" + commands + ".out");
    commands++;
    told.write(". '" + script + "' </dev/null >'" + out + "' 2>&1; echo \"ended $?\"\n");
    told.flush();
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(patience);
                endAll(shell.toHandle());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    String line = said.readLine();
    watch.interrupt();
    watch.join();
    String shown = Files.exists(out) ? Files.readString(out) : "";
    if (line == null || !line.startsWith("ended ")) {
      return new Ended(-1, shown);
    }
    return new Ended(Integer.parseInt(line.substring("ended ".length())), shown);
  }

  private static void endAll(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    told.close();
    try {
      if (!shell.waitFor(5, TimeUnit.SECONDS)) {
        endAll(shell.toHandle());
      }
    } catch (InterruptedException e) {
      endAll(shell.toHandle());
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.command;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs programs of this machine, with `PATH` as their whole environment.
///
/// @param path where programs are looked for
public record SystemCommands(String path) implements CommandRunner {
  private static final File NOTHING = new File("/dev/null");
  private static final int MAX_OUTPUT = 256 * 1024;

  @Override
  public CommandResult run(List<String> command, Duration within)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    Process process = builder.start();
    try {
      CompletableFuture<String> output = collected(process.getInputStream());
      CompletableFuture<String> errors = collected(process.getErrorStream());
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " didn't end within " + within.toSeconds() + " s");
      }
      return new CommandResult(process.exitValue(), output.join(), errors.join());
    } finally {
      // The program first: else it could go on where it waited for one of the others.
      List<ProcessHandle> started = process.descendants().toList();
      process.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// Reads all, so that the program never waits for a reader, and keeps the beginning.
  private static CompletableFuture<String> collected(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            byte[] kept = stream.readNBytes(MAX_OUTPUT);
            text.complete(new String(kept, StandardCharsets.UTF_8));
            stream.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            // What was said before the program was killed isn't used.
            text.complete("");
          }
        });
    return text;
  }
}

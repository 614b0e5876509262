// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs programs in a sandbox and writes what they say to a log file.
///
/// @param sandbox where they run
/// @param log the file, which is made or added to
record LoggedRun(Sandbox sandbox, Path log) {
  private static final int LAST_LINES = 12;
  private static final Duration DYING = Duration.ofSeconds(10);

  /// Runs a program to its end; an interrupt kills it and all that it started.
  ///
  /// @param step for the error
  /// @param line is given every line, as it comes
  /// @throws KernelBuildException if it doesn't end with status 0; its last lines are in the
  ///   message
  /// @throws IOException if it can't be started, or the log can't be written
  void run(BuildStep step, List<String> command, Consumer<String> line)
      throws KernelBuildException, IOException, InterruptedException {
    Process process = sandbox.start(command);
    Deque<String> last = new ArrayDeque<>();
    // Reading a pipe can't be interrupted, so it is done elsewhere.
    var reading = new Reading(process, line, last);
    Thread reader = Thread.ofVirtual().start(reading);
    try {
      int status = process.waitFor();
      reader.join();
      if (reading.failure.isPresent()) {
        throw reading.failure.get();
      }
      if (status != 0) {
        throw new KernelBuildException(
            step,
            "%s failed with status %d:\n  %s\nThe whole log: %s"
                .formatted(step.words(), status, String.join("\n  ", last), log));
      }
    } catch (InterruptedException e) {
      kill(process);
      // The pipe ends when the last of them is gone; until then they write into the folder.
      reader.join(DYING);
      throw e;
    } finally {
      kill(process);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private final class Reading implements Runnable {
    private final Process process;
    private final Consumer<String> line;
    private final Deque<String> last;

    /// Seen by whoever joined the thread.
    private Optional<IOException> failure = Optional.empty();

    Reading(Process process, Consumer<String> line, Deque<String> last) {
      this.process = process;
      this.line = line;
      this.last = last;
    }

    @Override
    public void run() {
      try (BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
          Writer out =
              Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        for (String text = in.readLine(); text != null; text = in.readLine()) {
          out.write(text + "\n");
          last.addLast(text);
          if (last.size() > LAST_LINES) {
            last.removeFirst();
          }
          line.accept(text);
        }
      } catch (IOException e) {
        failure = Optional.of(e);
        kill(process);
      }
    }
  }
}

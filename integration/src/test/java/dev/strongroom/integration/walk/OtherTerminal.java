// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Another terminal, in which one command goes on running until Ctrl-C.
final class OtherTerminal implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ENDING = Duration.ofMillis(500);
  private static final Duration STOPPING = Duration.ofSeconds(30);

  private final Process process;
  private final Path out;
  private final Thread atTheEnd;

  private OtherTerminal(Process process, Path out) {
    this.process = process;
    this.out = out;
    this.atTheEnd = new Thread(() -> signal("-TERM"));
    // If the walker itself is ended, nothing may go on holding ports.
    Runtime.getRuntime().addShutdownHook(atTheEnd);
  }

  /// Starts it. It is the first of its own session, so that Ctrl-C can be sent to all that it
  /// starts; and it hears that also if the walker was started by something that ignores it.
  ///
  /// @param out a file for what it shows
  static OtherTerminal start(String command, Path folder, Map<String, String> environment, Path out)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "setsid",
                "env",
                "--default-signal=INT",
                "bash",
                "--noprofile",
                "--norc",
                "-c",
                command)
            .directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    return new OtherTerminal(builder.start(), out);
  }

  /// Waits until it has shown something.
  ///
  /// @return what is missing, if it ended or took too long
  Optional<String> await(Expectation expected, Duration patience)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean over = !process.isAlive() || System.nanoTime() - until > 0;
      Optional<String> missing = expected.missingIn(shown());
      if (missing.isEmpty() || over) {
        return missing;
      }
      Thread.sleep(LOOK);
    }
  }

  /// Whether it is what the page says it is: something that doesn't end by itself at once.
  boolean goesOn() throws InterruptedException {
    return !process.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS);
  }

  String shown() throws IOException {
    return Files.readString(out);
  }

  /// Ctrl-C; who doesn't listen is ended.
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atTheEnd);
    signal("-INT");
    try {
      if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// To all that the command has started, and to itself; if nothing is left, to nobody. By a shell,
  /// for the program of that name isn't on every Debian.
  private void signal(String signal) {
    try {
      new ProcessBuilder("bash", "-c", "kill " + signal + " -- -" + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}

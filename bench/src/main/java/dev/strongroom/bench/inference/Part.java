// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A process that serves something at a port of the loopback. It ends when its standard input does,
/// so also with this process.
///
/// @param port where it listens
record Part(Process process, int port) implements AutoCloseable {
  private static final int ENDING = 3;

  /// Starts a class of this class path, and waits for the port that it prints.
  ///
  /// @param main has a `main` that prints its port
  static Part java(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(javaCommand(main));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    String line = screen.readLine();
    if (line == null) {
      throw new IOException(main.getSimpleName() + " didn't start");
    }
    return new Part(process, Integer.parseInt(line));
  }

  /// With the options that a host starts a SIMULATED enclave with, but for the class path.
  static List<String> javaCommand(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return List.copyOf(command);
  }

  /// Ends this process when whoever started it has gone.
  static void endWithInput(Runnable end) {
    byte[] ignored = new byte[64];
    try {
      while (System.in.read(ignored) >= 0) {
        // Only the end counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    end.run();
  }

  /// Processor time that the process itself took so far, in seconds.
  double own() {
    return seconds(Stream.of(process.toHandle()));
  }

  /// Processor time that the processes took that it started, in seconds.
  double children() {
    return seconds(process.descendants());
  }

  private static double seconds(Stream<ProcessHandle> handles) {
    return handles
            .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toMillis)
            .sum()
        / 1e3;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.onExit().get(ENDING, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // What doesn't end by itself is ended.
      process.destroy();
      process.onExit().join();
    }
  }
}

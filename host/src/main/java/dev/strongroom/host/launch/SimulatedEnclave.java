// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A SIMULATED enclave in a process of its own, with an empty environment. It ends when its
/// standard input does, so also when this process is killed.
public final class SimulatedEnclave implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Process process;
  private final Path folder;
  private final Path socket;
  private final Announcement announcement;

  private SimulatedEnclave(Process process, Path folder, Path socket, Announcement announcement) {
    this.process = process;
    this.folder = folder;
    this.socket = socket;
    this.announcement = announcement;
  }

  /// Starts an enclave and waits until it serves requests.
  ///
  /// @param modules module path of the enclave: jars or folders of jars
  /// @param configuration the file of the measured configuration
  /// @param state a folder for what hardware would keep, made if missing
  /// @throws LaunchException if it doesn't get that far
  public static SimulatedEnclave start(String modules, Path configuration, Path state)
      throws IOException {
    // A path of its own in the temporary folder: Unix-domain sockets allow about 100 characters.
    Path folder =
        Files.createTempDirectory(
            "strongroom",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = folder.resolve("enclave-8443");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-p",
                modules,
                "--add-modules",
                "ALL-MODULE-PATH",
                "-m",
                "dev.strongroom.enclave.runtime/dev.strongroom.enclave.runtime.boot.SimulatedBoot",
                folder.toString(),
                configuration.toString(),
                state.toString()));
    builder.environment().clear();
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    try {
      return new SimulatedEnclave(process, folder, socket, announced(process));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Announcement announced(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            line.complete(output.readLine());
          } catch (IOException e) {
            line.completeExceptionally(e);
          }
        });
    try {
      String announced = line.get(START.toMillis(), TimeUnit.MILLISECONDS);
      if (announced == null) {
        throw new LaunchException("the enclave ended before it was ready");
      }
      return Announcement.parse(announced);
    } catch (TimeoutException | ExecutionException e) {
      throw new LaunchException("the enclave wasn't ready within " + START.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchException("interrupted while the enclave started");
    }
  }

  /// What it said of itself.
  public Announcement announcement() {
    return announcement;
  }

  /// A connection to it.
  ///
  /// @throws IOException if it doesn't answer
  public SocketChannel open() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /// Ends it at once, as a crash would.
  public void kill() {
    process.destroyForcibly();
  }

  /// Completed with its exit status once it ends.
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// Asks it to stop, and kills it if it doesn't.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder);
  }
}

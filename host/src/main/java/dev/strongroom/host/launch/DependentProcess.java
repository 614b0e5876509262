// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Starts programs that are killed when this process ends, however it ends.
///
/// Java can't ask the kernel for that (`PR_SET_PDEATHSIG`); util-linux' `setpriv` can, and then
/// becomes the program. The kernel takes the *thread* that started a program for its parent, and
/// kills the program when that thread ends: so each has a thread of its own that lives as long as
/// it does.
public final class DependentProcess {
  private static final Logger LOG = System.getLogger(DependentProcess.class.getName());

  /// Where it may be; the environment of whoever started us doesn't choose.
  private static final List<Path> SETPRIV =
      List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

  private DependentProcess() {}

  /// Starts the program of `builder`, whose environment is emptied.
  ///
  /// @throws LaunchException if it can't be started
  /// @throws InterruptedException if interrupted; then it doesn't run
  public static Process start(ProcessBuilder builder) throws LaunchException, InterruptedException {
    Path program = Path.of(builder.command().getFirst());
    if (!Files.isExecutable(program)) {
      // Said here: setpriv would only end with a status.
      throw new LaunchException(program + " can't start: there is no such program");
    }
    builder.environment().clear();
    builder.command(bound(builder.command()));
    CompletableFuture<Process> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("parent of " + program.getFileName())
        .start(() -> startAndStay(builder, started));
    try {
      return started.get();
    } catch (InterruptedException e) {
      var _ = started.thenAccept(Process::destroyForcibly);
      throw e;
    } catch (ExecutionException e) {
      throw new LaunchException(program + " can't start: " + e.getMessage());
    }
  }

  private static void startAndStay(ProcessBuilder builder, CompletableFuture<Process> started) {
    try {
      Process process = builder.start();
      started.complete(process);
      process.onExit().join();
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  private static List<String> bound(List<String> command) {
    Optional<Path> setpriv = SETPRIV.stream().filter(Files::isExecutable).findFirst();
    if (setpriv.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "no setpriv here (util-linux): {0} would outlive a host that is killed",
          command.getFirst());
      return command;
    }
    List<String> whole = new ArrayList<>(command);
    whole.addAll(0, List.of(setpriv.get().toString(), "--pdeathsig", "KILL"));
    return whole;
  }
}

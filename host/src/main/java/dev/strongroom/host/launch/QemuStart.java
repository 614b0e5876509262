// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.Ports;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One start of QEMU and of what belongs to it: what carries its vsock, the answer to its
/// heartbeat, its console. All of it is gone when the guest has ended.
///
/// @param guest what is started, for people
/// @param command QEMU's
/// @param backend what carries the vsock, where the kernel doesn't
/// @param ports where the guest finds the host
/// @param wire the way to the guest's service port
/// @param console gets its lines
record QemuStart(
    String guest,
    List<String> command,
    Optional<VsockBackend> backend,
    Ports ports,
    TcpForwarder.StreamSource wire,
    Optional<Consumer<String>> console) {
  private static final Logger LOG = System.getLogger(QemuStart.class.getName());

  LaunchedEnclave launch() throws IOException, InterruptedException {
    if (backend.isPresent() && backend.get().wire().toString().contains(",")) {
      throw new LaunchException("the wire's folder can't have a comma in its path");
    }
    List<Path> leftovers = backend.map(VsockBackend::leftovers).orElse(List.of());
    Leftovers.delete(leftovers);
    long since = System.nanoTime();
    AutoCloseable heartbeat = ports.listen(Port.HEARTBEAT, new Heartbeat(() -> heard(since)));
    List<Process> started = new ArrayList<>();
    Runnable clearing = () -> clear(started, heartbeat, leftovers);
    boolean launched = false;
    try {
      LaunchedEnclave enclave = launch(started, clearing);
      launched = true;
      return enclave;
    } finally {
      if (!launched) {
        clearing.run();
      }
    }
  }

  private LaunchedEnclave launch(List<Process> started, Runnable clearing)
      throws IOException, InterruptedException {
    Optional<Process> carrier =
        backend.isPresent() ? Optional.of(backend.get().start(started)) : Optional.empty();
    ProcessBuilder builder = new ProcessBuilder(command);
    if (console.isEmpty()) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    Process qemu = DependentProcess.start(builder);
    started.add(qemu);
    CompletableFuture<String> shown =
        console
            .map(lines -> OutputLines.read(qemu.getInputStream(), lines))
            .orElseGet(() -> CompletableFuture.completedFuture(""));
    // Last words are read before the end is told.
    CompletableFuture<String> ended =
        qemu.onExit()
            .thenCombine(LastError.of(qemu), LastError::ending)
            .thenCombine(shown, (how, _) -> how);
    // Without its wire an enclave is as good as dead.
    if (carrier.isPresent()) {
      var _ = carrier.get().onExit().thenRun(qemu::destroyForcibly);
    }
    return new ProcessEnclave(
        guest + " in QEMU, process " + qemu.pid(),
        qemu,
        ProcessEnclave.Asked.BY_SIGNAL,
        clearing,
        wire,
        ended);
  }

  private static void heard(long since) {
    LOG.log(Level.DEBUG, "heartbeat after {0} ms", (System.nanoTime() - since) / 1_000_000);
  }

  /// The carrier has to be gone before the next one comes: it would delete that one's sockets.
  private static void clear(List<Process> started, AutoCloseable heartbeat, List<Path> leftovers) {
    started.forEach(Process::destroyForcibly);
    started.forEach(
        process -> process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join());
    try {
      heartbeat.close();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
    Leftovers.delete(leftovers);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
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

/// Boots enclave images under QEMU's machine `nitro-enclave`: no protection at all, but the same
/// image, the same boot and the same Nitro Secure Module calls as on EC2. What that module signs is
/// unsigned here (64 zero bytes), so no policy accepts it as it is.
///
/// The guest finds the host's ports at CID 2, and its heartbeat is answered. QEMU and its helper
/// are killed when this process ends, however it ends.
public final class QemuLauncher implements Launcher {
  private static final Logger LOG = System.getLogger(QemuLauncher.class.getName());

  private final QemuSettings settings;
  private final Optional<Consumer<String>> console;
  private final VsockBackend backend;

  /// A launcher that lets nobody see the guest's console.
  public QemuLauncher(QemuSettings settings) {
    this(settings, Optional.empty());
  }

  /// A launcher.
  ///
  /// @param console gets the lines of the guest's console, printable ASCII of at most 4096
  ///   characters, in order; must not block for long. None on EC2 unless in debug mode: so nothing
  ///   may depend on it
  public QemuLauncher(QemuSettings settings, Optional<Consumer<String>> console) {
    this.settings = settings;
    this.console = console;
    this.backend = new VsockBackend(settings.backend(), settings.wire(), settings.cid());
  }

  @Override
  public String name() {
    return "QEMU";
  }

  List<String> qemuCommand() {
    List<String> command = new ArrayList<>();
    command.add(settings.qemu().toString());
    settings.firmware().ifPresent(folder -> command.addAll(List.of("-L", folder.toString())));
    command.addAll(
        List.of(
            "-M",
            "nitro-enclave,vsock=wire,id=" + settings.id() + ",parent-id=" + settings.instance(),
            "-accel",
            settings.kvm() ? "kvm" : "tcg",
            "-cpu",
            settings.kvm() ? "host" : "max",
            "-m",
            settings.memoryMib() + "M",
            "-smp",
            Integer.toString(settings.cpus()),
            "-kernel",
            settings.image().toString(),
            // Behind the image's own line, and not measured: without the first word the guest can't
            // power off, without the second it looks for its host where EC2 has it.
            "-append",
            "reboot=t strongroom.parent=2 no_timer_check" + EmulatedClock.words(),
            // With it, virtio interrupts get lost under software emulation.
            "-global",
            "virtio-mmio.ioeventfd=off",
            "-no-reboot",
            "-nodefaults",
            "-display",
            "none",
            "-serial",
            console.isPresent() ? "stdio" : "null",
            "-chardev",
            "socket,id=wire,path=" + backend.socket()));
    return List.copyOf(command);
  }

  @Override
  public LaunchedEnclave launch() throws IOException, InterruptedException {
    if (settings.wire().toString().contains(",")) {
      throw new LaunchException("the wire's folder can't have a comma in its path");
    }
    List<Path> leftovers = backend.leftovers();
    Leftovers.delete(leftovers);
    long since = System.nanoTime();
    UnixListener heartbeat =
        new UnixWire(settings.wire()).listen(Port.HEARTBEAT, new Heartbeat(() -> heard(since)));
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
    Process carrier = backend.start(started);
    Process qemu = DependentProcess.start(builder(qemuCommand(), console.isPresent()));
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
    var _ = carrier.onExit().thenRun(qemu::destroyForcibly);
    return new ProcessEnclave(
        "EMULATED enclave in QEMU, process " + qemu.pid(),
        qemu,
        ProcessEnclave.Asked.BY_SIGNAL,
        clearing,
        backend::open,
        ended);
  }

  private static void heard(long since) {
    LOG.log(Level.DEBUG, "heartbeat after {0} ms", (System.nanoTime() - since) / 1_000_000);
  }

  /// The helper has to be gone before the next one comes: it would delete that one's sockets.
  private static void clear(List<Process> started, UnixListener heartbeat, List<Path> leftovers) {
    started.forEach(Process::destroyForcibly);
    started.forEach(
        process -> process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join());
    try {
      heartbeat.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing failed: {0}", e.getMessage());
    }
    Leftovers.delete(leftovers);
  }

  private static ProcessBuilder builder(List<String> command, boolean readOutput) {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (!readOutput) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    return builder;
  }
}

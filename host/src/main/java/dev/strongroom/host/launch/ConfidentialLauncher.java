// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.Ports;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.wire.Port;
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

/// Starts an image as an SEV-SNP guest of an ordinary QEMU, on a host of one's own: the firmware
/// starts the image's kernel with its command line and its ramdisks, and nothing else, for it holds
/// them against digests that AMD's processor has measured.
///
/// **Prepared only**: no machine with SEV-SNP was there to run it. The same command without
/// protection boots here ([#unprotected]).
public final class ConfidentialLauncher implements Launcher {
  private static final Logger LOG = System.getLogger(ConfidentialLauncher.class.getName());

  /// Where EPYC has the bit that says "encrypted" in an address; QEMU compares it with the
  /// processor's own.
  private static final int ENCRYPTION_BIT = 51;

  /// The guest policy: no debugging, no migration; two threads a core are allowed. Bit 17 is always
  /// set.
  private static final String GUEST_POLICY = "0x30000";

  private final ConfidentialSettings settings;
  private final Ports ports;
  private final TcpForwarder.StreamSource wire;
  private final Optional<VsockBackend> backend;
  private final Optional<Consumer<String>> console;

  private ConfidentialLauncher(
      ConfidentialSettings settings,
      Ports ports,
      TcpForwarder.StreamSource wire,
      Optional<VsockBackend> backend,
      Optional<Consumer<String>> console) {
    this.settings = settings;
    this.ports = ports;
    this.wire = wire;
    this.backend = backend;
    this.console = console;
  }

  /// A launcher of SEV-SNP guests, whose vsock the kernel carries (`/dev/vhost-vsock`).
  ///
  /// @param ports where the guest finds the host, such as `VsockWire::listen`
  /// @param wire the way to the service port of the guest with the CID of the settings
  /// @param console gets the lines of the guest's console, printable ASCII of at most 4096
  ///   characters. Whoever owns the host can always read it
  public static ConfidentialLauncher sevSnp(
      ConfidentialSettings settings,
      Ports ports,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console) {
    return new ConfidentialLauncher(settings, ports, wire, Optional.empty(), console);
  }

  /// The same machine by software emulation and **without any protection**: it shows whether an
  /// image boots. Its enclave then ends, because there is no device that makes evidence.
  ///
  /// @param program vhost-device-vsock
  /// @param folder of the wire's sockets ([UnixWire]), without commas in its path
  /// @param console as for the other
  public static ConfidentialLauncher unprotected(
      ConfidentialSettings settings,
      Path program,
      Path folder,
      Optional<Consumer<String>> console) {
    VsockBackend backend = new VsockBackend(program, folder, settings.cid());
    return new ConfidentialLauncher(
        settings, new UnixWire(folder)::listen, backend::open, Optional.of(backend), console);
  }

  @Override
  public String name() {
    return backend.isEmpty() ? "SEV-SNP" : "UNPROTECTED QEMU";
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(settings.qemu().toString());
    command.addAll(backend.isEmpty() ? protectedMachine() : unprotectedMachine());
    command.addAll(
        List.of(
            "-object",
            "memory-backend-memfd,id=ram,share=on,size=" + settings.memoryMib() + "M",
            "-m",
            settings.memoryMib() + "M",
            "-smp",
            Integer.toString(settings.cpus()),
            "-bios",
            settings.firmware().toString(),
            "-kernel",
            settings.kernel().toString(),
            "-initrd",
            settings.ramdisk().toString(),
            "-append",
            settings.commandLine(),
            "-no-reboot",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-serial",
            console.isPresent() ? "stdio" : "null"));
    return List.copyOf(command);
  }

  private List<String> protectedMachine() {
    return List.of(
        "-machine",
        "q35,memory-backend=ram,confidential-guest-support=guest,vmport=off",
        "-accel",
        "kvm",
        "-cpu",
        settings.cpuModel(),
        "-object",
        "sev-snp-guest,id=guest,kernel-hashes=on,policy="
            + GUEST_POLICY
            + ",cbitpos="
            + ENCRYPTION_BIT
            + ",reduced-phys-bits=1",
        "-device",
        "vhost-vsock-pci,disable-legacy=on,iommu_platform=on,guest-cid=" + settings.cid());
  }

  private List<String> unprotectedMachine() {
    Path socket = backend.orElseThrow().socket();
    return List.of(
        "-machine",
        "q35,memory-backend=ram,vmport=off",
        "-accel",
        "tcg",
        "-cpu",
        "max",
        "-chardev",
        "socket,id=wire,path=" + socket,
        "-device",
        "vhost-user-vsock-pci,disable-legacy=on,chardev=wire");
  }

  @Override
  public LaunchedEnclave launch() throws IOException, InterruptedException {
    if (backend.isPresent() && backend.get().wire().toString().contains(",")) {
      throw new LaunchException("the wire's folder can't have a comma in its path");
    }
    List<Path> leftovers = backend.map(VsockBackend::leftovers).orElse(List.of());
    Leftovers.delete(leftovers);
    AutoCloseable heartbeat =
        ports.listen(
            Port.HEARTBEAT, new Heartbeat(() -> LOG.log(Level.DEBUG, "heartbeat answered")));
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
    ProcessBuilder builder = new ProcessBuilder(command());
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
        (backend.isEmpty() ? "SEV-SNP guest" : "UNPROTECTED guest")
            + " in QEMU, process "
            + qemu.pid(),
        qemu,
        ProcessEnclave.Asked.BY_SIGNAL,
        clearing,
        wire,
        ended);
  }

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

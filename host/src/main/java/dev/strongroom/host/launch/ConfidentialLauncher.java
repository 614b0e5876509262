// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.Ports;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts an image as a guest of an ordinary QEMU under AMD SEV-SNP or Intel TDX, on a host of
/// one's own: measured firmware starts the image's kernel with its command line and its ramdisks.
/// Under SEV-SNP it holds them against digests that were measured with it, and starts nothing else;
/// under TDX it measures whatever it starts.
///
/// **Prepared only**: no machine with either was there to run it. The same machine without
/// protection boots here ([#unprotected]).
public final class ConfidentialLauncher implements Launcher {
  private final ConfidentialSettings settings;
  private final GuestProtection protection;
  private final Ports ports;
  private final TcpForwarder.StreamSource wire;
  private final Optional<Consumer<String>> console;

  private ConfidentialLauncher(
      ConfidentialSettings settings,
      GuestProtection protection,
      Ports ports,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console) {
    this.settings = settings;
    this.protection = protection;
    this.ports = ports;
    this.wire = wire;
    this.console = console;
  }

  /// A launcher of SEV-SNP guests, whose vsock the kernel carries (`/dev/vhost-vsock`).
  ///
  /// @param cpuModel what QEMU shows, such as `EPYC-Genoa`; measured
  /// @param ports where the guest finds the host, such as `VsockWire::listen`
  /// @param wire the way to the service port of the guest with the CID of the settings
  /// @param console gets the lines of the guest's console, printable ASCII of at most 4096
  ///   characters. Whoever owns the host can always read it
  /// @throws IllegalArgumentException if QEMU has no such model, or it isn't the same everywhere
  public static ConfidentialLauncher sevSnp(
      ConfidentialSettings settings,
      String cpuModel,
      Ports ports,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console) {
    return new ConfidentialLauncher(
        settings, new GuestProtection.SevSnp(cpuModel), ports, wire, console);
  }

  /// A launcher of TDX guests, whose vsock the kernel carries. Their quotes come from elsewhere
  /// ([dev.strongroom.host.quotes.QuoteRelay]).
  ///
  /// @param ports as for the other
  /// @param wire as for the other
  /// @param console as for the other
  public static ConfidentialLauncher tdx(
      ConfidentialSettings settings,
      Ports ports,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console) {
    return new ConfidentialLauncher(settings, new GuestProtection.Tdx(), ports, wire, console);
  }

  /// The same machine by software emulation and **without any protection**: it shows whether an
  /// image boots. Its enclave then ends, because there is no device that makes evidence.
  ///
  /// @param program vhost-device-vsock
  /// @param folder of the wire's sockets ([UnixWire]), without commas in its path
  /// @param console as for the others
  public static ConfidentialLauncher unprotected(
      ConfidentialSettings settings,
      Path program,
      Path folder,
      Optional<Consumer<String>> console) {
    VsockBackend backend = new VsockBackend(program, folder, settings.cid());
    return new ConfidentialLauncher(
        settings,
        new GuestProtection.None(backend),
        new UnixWire(folder)::listen,
        backend::open,
        console);
  }

  @Override
  public String name() {
    return protection.name() + " in QEMU";
  }

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(settings.qemu().toString());
    command.addAll(protection.words(settings));
    command.addAll(
        List.of(
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

  @Override
  public LaunchedEnclave launch() throws IOException, InterruptedException {
    return new QemuStart(
            protection.name() + " guest", command(), protection.backend(), ports, wire, console)
        .launch();
  }
}

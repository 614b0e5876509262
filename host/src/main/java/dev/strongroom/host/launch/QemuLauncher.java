// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Boots enclave images under QEMU's machine `nitro-enclave`: no protection at all, but the same
/// image, the same boot and the same Nitro Secure Module calls as on EC2. What that module signs is
/// unsigned here (64 zero bytes), so no policy accepts it as it is.
///
/// The guest finds the host's ports at CID 2, and its heartbeat is answered. QEMU and its helper
/// are killed when this process ends, however it ends.
public final class QemuLauncher implements Launcher {
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
    return new QemuStart(
            "EMULATED enclave",
            qemuCommand(),
            Optional.of(backend),
            new UnixWire(settings.wire())::listen,
            backend::open,
            console)
        .launch();
  }
}

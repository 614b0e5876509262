// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Boots enclave images under QEMU's machine `nitro-enclave`: no protection at all, but the same
/// image, the same boot and the same Nitro Secure Module calls as on EC2. Its evidence is unsigned,
/// so no policy accepts it.
///
/// **Prepared only**: the command line and the processes are tested, with stand-ins for both
/// programs; no image has been booted by it yet. Missing: an answer to the heartbeat of AWS's init
/// (port 9000). A guest reaches the host at CID 2 here, not 3. If this process is killed, QEMU
/// stays.
public final class QemuLauncher implements Launcher {
  private static final Duration BACKEND = Duration.ofSeconds(5);
  private static final int[] HOST_PORTS = {Port.CONTROL, Port.STORAGE, Port.EGRESS};

  private final QemuSettings settings;
  private final Path vhost;
  private final Path guest;

  /// A launcher.
  public QemuLauncher(QemuSettings settings) {
    this.settings = settings;
    this.vhost = settings.wire().resolve("vhost");
    this.guest = settings.wire().resolve("guest");
  }

  @Override
  public String name() {
    return "QEMU";
  }

  /// What carries the guest's vsock: one process for each boot, started before QEMU.
  List<String> backendCommand() {
    return List.of(
        settings.backend(),
        "--vm",
        "guest-cid=" + settings.cid() + ",socket=" + vhost + ",uds-path=" + guest);
  }

  List<String> qemuCommand() {
    List<String> command = new ArrayList<>();
    command.add(settings.qemu());
    settings.firmware().ifPresent(folder -> command.addAll(List.of("-L", folder.toString())));
    command.addAll(
        List.of(
            "-M",
            "nitro-enclave,vsock=wire,id=" + settings.id(),
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
            // Behind the image's own line, and not measured: without it the guest can't power off.
            "-append",
            "reboot=t",
            // With it, virtio interrupts get lost under software emulation.
            "-global",
            "virtio-mmio.ioeventfd=off",
            "-no-reboot",
            "-nodefaults",
            "-display",
            "none",
            "-serial",
            "stdio",
            "-chardev",
            "socket,id=wire,path=" + option(vhost)));
    return List.copyOf(command);
  }

  /// In QEMU's options a comma ends a value, unless it is doubled.
  private static String option(Path path) {
    return path.toString().replace(",", ",,");
  }

  @Override
  public LaunchedEnclave launch() throws IOException, InterruptedException {
    if (settings.wire().toString().contains(",")) {
      throw new LaunchException("the wire's folder can't have a comma in its path");
    }
    List<Path> leftovers = clear();
    for (int port : HOST_PORTS) {
      // The backend dials "guest_PORT" for what the guest connects to.
      Files.createSymbolicLink(
          settings.wire().resolve("guest_" + port), settings.wire().resolve("host-" + port));
    }
    Process backend = start(backendCommand(), ProcessBuilder.Redirect.INHERIT);
    try {
      awaitBackend(backend);
      Process qemu = start(qemuCommand(), ProcessBuilder.Redirect.DISCARD);
      // Without its wire an enclave is as good as dead.
      Thread.ofVirtual().start(() -> endWith(backend, qemu));
      return ProcessEnclave.of(
          "enclave in QEMU, process " + qemu.pid(),
          qemu,
          ProcessEnclave.Asked.BY_SIGNAL,
          List.of(backend),
          leftovers,
          () -> ByteStream.of(HybridVsock.open(guest, Port.SERVICE)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      backend.destroyForcibly();
      throw e;
    }
  }

  /// What an earlier boot may have left.
  private List<Path> clear() throws IOException {
    List<Path> files = new ArrayList<>(List.of(vhost, guest));
    for (int port : HOST_PORTS) {
      files.add(settings.wire().resolve("guest_" + port));
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    return files;
  }

  private static Process start(List<String> command, ProcessBuilder.Redirect errors)
      throws LaunchException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(errors);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new LaunchException(command.getFirst() + " can't start: " + e.getMessage());
    }
  }

  private void awaitBackend(Process backend) throws LaunchException, InterruptedException {
    long until = System.nanoTime() + BACKEND.toNanos();
    while (!Files.exists(vhost)) {
      if (!backend.isAlive()) {
        throw new LaunchException(settings.backend() + " ended with " + backend.exitValue());
      }
      if (System.nanoTime() - until > 0) {
        throw new LaunchException(
            settings.backend() + " made no socket within " + BACKEND.toSeconds() + " s");
      }
      Thread.sleep(20);
    }
  }

  private static void endWith(Process backend, Process qemu) {
    backend.onExit().join();
    qemu.destroyForcibly();
  }
}

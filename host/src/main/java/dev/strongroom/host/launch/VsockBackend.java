// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What carries a guest's vsock where the kernel doesn't: vhost-device-vsock, one process for each
/// boot, started before QEMU. The guest finds the host's ports at CID 2.
///
/// @param program vhost-device-vsock
/// @param wire the folder of the wire's sockets
/// @param cid of the guest
record VsockBackend(Path program, Path wire, int cid) {
  private static final Logger LOG = System.getLogger(VsockBackend.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// The guest sends no larger packets than the backend has room for. From about 32 KiB on Linux
  /// 6.12 scatters them over several descriptors, which vhost-device-vsock 0.3.0 drops: the stream
  /// stalls.
  private static final int LARGEST_PACKET = 28 * 1024;

  /// What the guest may dial.
  private static final int[] HOST_PORTS = {
    Port.CONTROL, Port.STORAGE, Port.EGRESS, Port.CREDENTIALS, Port.CONTENT, Port.HEARTBEAT
  };

  /// Where QEMU meets it.
  Path socket() {
    return wire.resolve("vhost");
  }

  private Path guest() {
    return wire.resolve("guest");
  }

  /// What starts it.
  List<String> command() {
    return List.of(
        program.toString(),
        "--vm",
        "guest-cid="
            + cid
            + ",socket="
            + socket()
            + ",uds-path="
            + guest()
            + ",tx-buffer-size="
            + LARGEST_PACKET);
  }

  /// The way to the port where the guest serves clients.
  ByteStream open() throws IOException {
    return ByteStream.of(HybridVsock.open(guest(), Port.SERVICE));
  }

  /// Starts it, and waits until QEMU can come.
  ///
  /// @param started gets the process, also if what follows fails
  /// @throws LaunchException if it ends, or makes no socket
  Process start(List<Process> started) throws IOException, InterruptedException {
    for (int port : HOST_PORTS) {
      // The backend dials "guest_PORT" for what the guest connects to.
      Files.createSymbolicLink(wire.resolve("guest_" + port), wire.resolve("host-" + port));
    }
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = DependentProcess.start(builder);
    started.add(process);
    await(process, LastError.of(process));
    return process;
  }

  /// Files that it may leave.
  List<Path> leftovers() {
    List<Path> files = new ArrayList<>(List.of(socket(), guest()));
    for (int port : HOST_PORTS) {
      files.add(wire.resolve("guest_" + port));
    }
    return List.copyOf(files);
  }

  private void await(Process process, CompletableFuture<String> lastError)
      throws LaunchException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(socket())) {
      if (!process.isAlive()) {
        throw new LaunchException(
            program + " ended with " + LastError.ending(process, lastError.join()));
      }
      if (System.nanoTime() - until > 0) {
        throw new LaunchException(
            program + " made no socket within " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(20);
    }
    LOG.log(Level.DEBUG, "process {0} carries the vsock", process.pid());
  }
}

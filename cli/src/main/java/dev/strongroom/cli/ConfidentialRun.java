// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.wire.VsockWire;
import dev.strongroom.image.confidential.BootParts;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.vsock.Vsock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An image as a confidential virtual machine on this machine, with its host.
///
/// @param host what the user wants of the host
/// @param state folder for what is kept, which exists
/// @param qemu the program
/// @param cid of the guest
/// @param cpus of the guest
/// @param memoryMib of the guest
/// @param expected what it has to measure, if the user says so
/// @param lines get its console
/// @param root where this machine's devices are looked for: `/`
record ConfidentialRun(
    Console console,
    HostOptions host,
    Path state,
    Path qemu,
    int cid,
    int cpus,
    int memoryMib,
    Optional<String> expected,
    Optional<Consumer<String>> lines,
    Path root) {
  /// The processor encrypts what is there at the start, page by page.
  private static final Duration START = Duration.ofMinutes(2);

  /// @param file the image
  /// @throws UsageException if it isn't what is expected, or can't be started here
  /// @throws MalformedEifException if the image is damaged
  int run(EifFile file, ConfidentialGuest guest)
      throws UsageException, IOException, MalformedEifException {
    // Refused before anything else: what is measured has to be what is meant.
    if (expected.isPresent() && !guest.measures(expected.get())) {
      throw new UsageException(
          guest.decidedBy() + " measure " + guest.measured() + ", and not " + expected.get());
    }
    Needed.check(root, guest.needed());
    Path folder = WireFolder.create();
    Path written = folder.resolve("firmware.fd");
    try {
      return run(BootParts.write(file, folder), guest.firmware(written), guest);
    } finally {
      Files.deleteIfExists(written);
      WireFolder.delete(folder);
    }
  }

  private int run(BootParts parts, Path firmware, ConfidentialGuest guest)
      throws UsageException, IOException {
    try (Vsock vsock = Vsock.open()) {
      VsockWire wire = new VsockWire(vsock, cid);
      ConfidentialSettings settings =
          new ConfidentialSettings(
              qemu,
              firmware,
              parts.kernel(),
              parts.ramdisk(),
              parts.commandLine(),
              cid,
              cpus,
              memoryMib);
      HostSession session =
          new HostSession(
              console,
              host,
              state,
              "A guest under "
                  + guest.name()
                  + " is up; its launch measures "
                  + guest.measured()
                  + ". Not for secrets yet (docs/confidential-vm.md).",
              Optional.empty(),
              List.of(),
              " (--console shows how far it came)");
      Launcher launcher = guest.launcher(settings, wire, lines);
      AutoCloseable beside = guest.beside(wire::listen);
      return session.run(
          wire::listen, launcher, Patience.ordinary().starting(START), () -> close(beside));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } finally {
      parts.delete();
    }
  }

  private void close(AutoCloseable beside) {
    try {
      beside.close();
    } catch (Exception e) {
      console.err().println("strongroom: " + e.getMessage());
    }
  }
}

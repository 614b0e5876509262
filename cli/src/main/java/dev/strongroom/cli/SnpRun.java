// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.launch.ConfidentialLauncher;
import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.VsockWire;
import dev.strongroom.image.confidential.BootParts;
import dev.strongroom.image.confidential.SnpLaunch;
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

/// An image as an SEV-SNP guest on this machine, with its host.
///
/// @param host what the user wants of the host
/// @param state folder for what is kept, which exists
/// @param image the file
/// @param qemu the program
/// @param resources what the guest gets
/// @param snp how it is measured
/// @param expected what it has to measure, if the user says so
/// @param lines get its console
record SnpRun(
    Console console,
    HostOptions host,
    Path state,
    Path image,
    Path qemu,
    ImageOptions resources,
    SnpOptions snp,
    Optional<String> expected,
    Optional<Consumer<String>> lines) {
  /// The processor encrypts what is there at the start, page by page.
  private static final Duration START = Duration.ofMinutes(2);

  /// What has to be there, and what it is for.
  private static final List<List<String>> DEVICES =
      List.of(
          List.of("/dev/kvm", "virtual machines"),
          List.of("/dev/sev", "SEV-SNP: an EPYC processor, kvm_amd.sev_snp=1"),
          List.of("/dev/vhost-vsock", "the guest's vsock: modprobe vhost_vsock"));

  int run() throws UsageException, IOException {
    Path folder = WireFolder.create();
    try (EifFile file = EifFile.open(image)) {
      // Refused before anything else: what is measured has to be what is meant.
      SnpLaunch launch = snp.launch(file, resources.cpus());
      String measurement = launch.measurement().hex();
      if (expected.isPresent() && !expected.get().equals(measurement)) {
        throw new UsageException(
            "image, firmware, --cpus and --cpu-model measure "
                + measurement
                + ", and not "
                + expected.get());
      }
      for (List<String> device : DEVICES) {
        if (!Files.exists(Path.of(device.get(0)))) {
          throw new UsageException("no " + device.get(0) + " here (" + device.get(1) + ")");
        }
      }
      return run(BootParts.write(file, folder), launch);
    } catch (MalformedEifException e) {
      throw new UsageException(image + ": " + e.getMessage());
    } finally {
      WireFolder.delete(folder);
    }
  }

  private int run(BootParts parts, SnpLaunch launch) throws UsageException, IOException {
    try (Vsock vsock = Vsock.open()) {
      VsockWire wire = new VsockWire(vsock, resources.cid());
      ConfidentialSettings settings =
          new ConfidentialSettings(
              qemu,
              snp.firmware().toAbsolutePath(),
              parts.kernel(),
              parts.ramdisk(),
              parts.commandLine(),
              resources.cid(),
              resources.cpus(),
              resources.memoryMib(image));
      return new HostSession(
              console,
              host,
              state,
              "An SEV-SNP guest is up; its launch measures "
                  + launch.measurement().hex()
                  + ". Not for secrets yet (docs/confidential-vm.md).",
              Optional.empty(),
              List.of(),
              " (--console shows how far it came)")
          .run(
              wire::listen,
              ConfidentialLauncher.sevSnp(
                  settings,
                  launch.model().qemu(),
                  wire::listen,
                  () -> ByteStream.of(wire.open(Port.SERVICE)),
                  lines),
              Patience.ordinary().starting(START),
              () -> {});
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } finally {
      parts.delete();
    }
  }
}

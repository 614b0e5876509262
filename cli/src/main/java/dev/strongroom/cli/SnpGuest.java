// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.Ports;
import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.launch.ConfidentialLauncher;
import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.VsockWire;
import dev.strongroom.image.confidential.SnpLaunch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An image under AMD SEV-SNP.
///
/// @param options of the user's
/// @param launch what they measure
record SnpGuest(SnpOptions options, SnpLaunch launch) implements ConfidentialGuest {
  @Override
  public String name() {
    return "SEV-SNP";
  }

  @Override
  public String measured() {
    return launch.measurement().hex();
  }

  @Override
  public boolean measures(String expected) {
    return expected.equals(measured());
  }

  @Override
  public String decidedBy() {
    return "image, firmware, --cpus and --cpu-model";
  }

  @Override
  public List<Needed> needed() {
    return List.of(
        Needed.there("/dev/kvm", "virtual machines"),
        Needed.there("/dev/sev", "SEV-SNP: an EPYC processor, kvm_amd.sev_snp=1"),
        Needed.there("/dev/vhost-vsock", "the guest's vsock: modprobe vhost_vsock"));
  }

  @Override
  public Path firmware(Path free) throws UsageException {
    return options.firmware().toAbsolutePath();
  }

  @Override
  public Launcher launcher(
      ConfidentialSettings settings, VsockWire wire, Optional<Consumer<String>> lines) {
    return ConfidentialLauncher.sevSnp(
        settings,
        launch.model().qemu(),
        wire::listen,
        () -> ByteStream.of(wire.open(Port.SERVICE)),
        lines);
  }

  /// The processor itself signs reports.
  @Override
  public AutoCloseable beside(Ports ports) {
    return () -> {};
  }
}

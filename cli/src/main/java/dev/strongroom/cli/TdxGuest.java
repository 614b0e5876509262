// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.Ports;
import dev.strongroom.host.forward.ByteStream;
import dev.strongroom.host.launch.ConfidentialLauncher;
import dev.strongroom.host.launch.ConfidentialSettings;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.quotes.QuoteLimits;
import dev.strongroom.host.quotes.QuoteRelay;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.VsockWire;
import dev.strongroom.image.confidential.TdxLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An image under Intel TDX.
///
/// @param quotes the socket of the host's quote generation service; absent if that listens on the
///   vsock itself
/// @param launch what is measured
record TdxGuest(Optional<Path> quotes, TdxLaunch launch) implements ConfidentialGuest {
  @Override
  public String name() {
    return "TDX";
  }

  @Override
  public String measured() {
    return "MRTD "
        + launch.mrtd().hex()
        + ", RTMR1 "
        + launch.rtmr1().hex()
        + ", RTMR2 "
        + launch.rtmr2().hex();
  }

  /// MRTD alone says which firmware it is, all three also which image.
  @Override
  public boolean measures(String expected) {
    String firmware = launch.mrtd().hex();
    return expected.equals(firmware)
        || expected.equals(String.join(",", firmware, launch.rtmr1().hex(), launch.rtmr2().hex()));
  }

  @Override
  public String decidedBy() {
    return "image and firmware";
  }

  @Override
  public List<Needed> needed() {
    List<Needed> needed =
        new ArrayList<>(
            List.of(
                Needed.there("/dev/kvm", "virtual machines"),
                Needed.on(
                    "/sys/module/kvm_intel/parameters/tdx",
                    "TDX: a Xeon that has it, on in its firmware's setup, kvm_intel.tdx=1"),
                Needed.there("/dev/vhost-vsock", "the guest's vsock: modprobe vhost_vsock")));
    quotes.ifPresent(socket ->
        needed.add(
            Needed.there(
                socket.toString(),
                "Intel's quote generation service; --quotes says where it listens")));
    return List.copyOf(needed);
  }

  /// Without the variables that a build may bring along, which would refuse the image's kernel.
  @Override
  public Path firmware(Path free) throws IOException {
    return Files.write(free, launch.firmware().withoutVariables().toByteArray());
  }

  @Override
  public Launcher launcher(
      ConfidentialSettings settings, VsockWire wire, Optional<Consumer<String>> lines) {
    return ConfidentialLauncher.tdx(
        settings, wire::listen, () -> ByteStream.of(wire.open(Port.SERVICE)), lines);
  }

  @Override
  public AutoCloseable beside(Ports ports) throws UsageException {
    if (quotes.isEmpty()) {
      return () -> {};
    }
    try {
      return QuoteRelay.start(ports, quotes.get(), QuoteLimits.standard());
    } catch (IOException e) {
      throw new UsageException(
          "can't listen at port "
              + Port.QUOTES
              + " of the vsock ("
              + e.getMessage()
              + "); if the quote generation service itself does: --quotes vsock");
    }
  }
}

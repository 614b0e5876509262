// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.device.DeviceChoice;
import dev.strongroom.enclave.runtime.device.DeviceChoiceException;
import dev.strongroom.enclave.runtime.device.DeviceKind;
import dev.strongroom.enclave.runtime.nsm.NitroDevice;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.wire.VsockWire;
import dev.strongroom.vsock.VsockAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// Starts an enclave on hardware: a Nitro Enclave, or a confidential virtual machine. There is no
/// way from here to a simulated device.
///
/// Arguments: the measured configuration, and `nitro` or `tsm` where the kernel shows both. Ends
/// when the host asks for it.
public final class HardwareBoot {
  private HardwareBoot() {}

  /// Runs an enclave until it is to stop.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("Usage: HardwareBoot CONFIGURATION-FILE [nitro|tsm]");
      System.exit(2);
    }
    SecureRandom random = new SecureRandom();
    try {
      Optional<DeviceKind> demanded =
          arguments.length == 2 ? Optional.of(DeviceKind.of(arguments[1])) : Optional.empty();
      // First of all: it takes the device away from everybody else in here.
      Device device = DeviceChoice.open(demanded, random, HardwareBoot::neverSimulated);
      Console console = Console.shut();
      System.exit(run(console, Path.of(arguments[0]), device, random));
    } catch (IOException | DeviceChoiceException e) {
      System.err.println("The enclave can't start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Device neverSimulated() throws IOException {
    throw new IOException("a simulated device isn't to be had here");
  }

  private static int run(Console console, Path file, Device device, SecureRandom random) {
    int host =
        device instanceof NitroDevice ? VsockAddress.CID_ENCLAVE_PARENT : VsockAddress.CID_HOST;
    try (VsockWire wire = VsockWire.open(host)) {
      EnclaveConfiguration configuration =
          EnclaveConfiguration.parse(Bytes.copyOf(Files.readAllBytes(file)));
      if (configuration.simulatedEvidence()) {
        console.error("The enclave can't start: its evidence is to be simulated");
        return 1;
      }
      try (ConfiguredDevice configured = ConfiguredDevice.of(device, configuration, random);
          RunningEnclave enclave =
              RunningEnclave.start(
                  new RunningEnclave.Parts(
                      wire,
                      configured.device(),
                      configuration,
                      RootSecretSources.onHardware(configuration),
                      TheService.find(configuration),
                      InstantSource.system(),
                      random))) {
        enclave.awaitStop();
        return 0;
      }
    } catch (InterruptedException e) {
      return 0; // Asked to stop while it waited for its root secret.
    } catch (IOException | MalformedJsonException | RootSecretException e) {
      console.error("The enclave can't start: " + e.getMessage());
      return 1;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.machine.BootTimes;
import dev.strongroom.enclave.runtime.machine.Machine;
import dev.strongroom.enclave.runtime.nsm.NitroDevice;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.simulated.EmulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.wire.VsockWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Process 1 of an enclave image, and its only one (`docs/boot.md`): makes the machine ready, then
/// runs the enclave until the host asks for its end, and ends the machine.
///
/// Its arguments are whatever the kernel adds; they aren't measured, so they are ignored.
public final class ImageBoot {
  /// Where an image has the measured configuration.
  static final Path CONFIGURATION = Path.of("/app/enclave.json");

  private static final InstantSource CLOCK = InstantSource.system();
  private static final Duration STORAGE_ANSWER = Duration.ofSeconds(10);

  private ImageBoot() {}

  /// Boots.
  public static void main(String[] ignored) {
    Console console = Console.shut();
    try {
      boot(console, new BootTimes(console::error));
    } catch (IOException e) {
      console.error("The enclave can't start: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      // Whatever it is, a machine that is half ready must not stay.
      console.error("The enclave failed: " + e.getClass().getName());
    } finally {
      // Only where there is no switch: the kernel panics when its process 1 ends, and that is an
      // end as well. Nobody's hooks can hold it up.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void boot(Console console, BootTimes times) throws IOException {
    if (ProcessHandle.current().pid() != 1) {
      throw new IOException("this isn't process 1 of an image, whose machine is to be made ready");
    }
    Machine machine = Machine.mounted(CLOCK, times);
    try {
      run(machine, times);
    } catch (InterruptedException e) {
      // Asked to stop while it waited for its root secret.
    } catch (IOException | MalformedJsonException | RootSecretException e) {
      console.error("The enclave can't start: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      console.error("The enclave failed: " + e.getClass().getName());
    } finally {
      times.reached("stopped");
      machine.power().off();
    }
  }

  private static void run(Machine machine, BootTimes times)
      throws IOException, MalformedJsonException, RootSecretException, InterruptedException {
    machine.beat();
    EnclaveConfiguration configuration =
        EnclaveConfiguration.parse(Bytes.copyOf(Files.readAllBytes(CONFIGURATION)));
    if (configuration.temporary().isPresent()) {
      machine.temporary(configuration.temporary().getAsInt());
    }
    Device hardware = machine.device();
    machine.confine(configuration.environment());
    try (VsockWire wire = VsockWire.open(machine.parentCid());
        RunningEnclave enclave =
            RunningEnclave.start(parts(wire, hardware, configuration, times))) {
      times.reached("ready");
      enclave.awaitStop();
    }
  }

  private static RunningEnclave.Parts parts(
      Wire wire, Device hardware, EnclaveConfiguration configuration, BootTimes times)
      throws IOException {
    SecureRandom random = new SecureRandom();
    boolean simulated = configuration.simulatedEvidence();
    Device device = hardware;
    if (simulated) {
      if (!(hardware instanceof NitroDevice nitro)) {
        throw new IOException(
            "simulated evidence is for an emulated Nitro module, and this is " + hardware.name());
      }
      device = emulated(wire, nitro, random);
      times.reached("signer simulated");
    }
    return new RunningEnclave.Parts(
        wire,
        device,
        configuration,
        simulated
            ? RootSecretSources.simulated(
                configuration, provisioning -> SimulatedState.in(provisioning.storage()))
            : RootSecretSources.onHardware(configuration),
        TheService.find(configuration),
        CLOCK,
        random);
  }

  /// The simulation's root is kept by the host, so that a policy holds after a restart.
  private static Device emulated(Wire wire, NitroDevice nitro, SecureRandom random)
      throws IOException {
    try (StorageClient storage = new StorageClient(() -> wire.dial(Wire.STORAGE), STORAGE_ANSWER)) {
      return EmulatedDevice.over(
          nitro, SimulatedState.in(storage).root(CLOCK.instant(), random), random);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/// Starts a SIMULATED enclave in this process: everything but the hardware is real, so nothing is
/// protected from whoever owns the machine.
///
/// Arguments: the folder of the wire's sockets, the measured configuration, and a folder for what
/// hardware would keep, made if missing. The process ends when the host asks for it, or when its
/// standard input ends, which it does when the host dies.
public final class SimulatedBoot {
  private SimulatedBoot() {}

  /// Runs an enclave until it is to stop.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("Usage: SimulatedBoot WIRE-FOLDER CONFIGURATION-FILE STATE-FOLDER");
      System.exit(2);
    }
    System.exit(
        run(Console.shut(), Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])));
  }

  private static int run(Console console, Path wireFolder, Path configurationFile, Path stateFolder)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (RunningEnclave enclave =
        RunningEnclave.start(
            parts(
                new UnixWire(wireFolder),
                Bytes.copyOf(Files.readAllBytes(configurationFile)),
                SimulatedState.in(stateFolder)),
            stop -> stopWhenHostDoes(stop, ended))) {
      enclave.awaitStop();
      return 0;
    } catch (InterruptedException e) {
      return 0; // Asked to stop while it waited for its root secret.
    } catch (IOException | MalformedJsonException | RootSecretException e) {
      console.error("The enclave can't start: " + e.getMessage());
      return 1;
    } finally {
      ended.countDown();
    }
  }

  private static void stopWhenHostDoes(Runnable stop, CountDownLatch ended) {
    Thread.ofVirtual().start(() -> stopWhenInputEnds(stop));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, ended)));
  }

  private static RunningEnclave.Parts parts(
      UnixWire wire, Bytes configurationText, SimulatedState state)
      throws IOException, MalformedJsonException {
    EnclaveConfiguration configuration = EnclaveConfiguration.parse(configurationText);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    Service service = TheService.find(configuration);
    SimulatedImage image = MeasuredJars.of(service.getClass(), configurationText);
    SimulatedDevice device =
        new SimulatedDevice(image, state.root(clock.instant(), random), clock, random);
    return new RunningEnclave.Parts(
        wire,
        device,
        configuration,
        RootSecretSources.simulated(configuration, _ -> state),
        service,
        clock,
        random);
  }

  private static void stopWhenInputEnds(Runnable stop) {
    byte[] ignored = new byte[64];
    try {
      while (System.in.read(ignored) >= 0) {
        // The host has nothing to say here; only the end counts.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    stop.run();
  }

  /// For a signal: the process must not end before the enclave has.
  private static void stopAndWait(Runnable stop, CountDownLatch ended) {
    stop.run();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

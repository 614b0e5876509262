// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/// A SIMULATED enclave in a process of its own, started by [HostProcess].
final class EnclaveProcess {
  static final String GATEWAY = "gateway";
  static final String CHUNKS = "chunks";

  private EnclaveProcess() {}

  /// Serves until its input ends.
  ///
  /// @param arguments folder of the wire, file of the configuration, folder of the state, and which
  ///   service
  public static void main(String[] arguments) throws Exception {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    Bytes configuration = Bytes.copyOf(Files.readAllBytes(Path.of(arguments[1])));
    SimulatedState state = SimulatedState.in(Path.of(arguments[2]));
    SimulatedImage image = SimulatedImage.of(List.of(), List.of(), configuration);
    Service service = arguments[3].equals(GATEWAY) ? new InferenceService() : new ChunkService();
    try (RunningEnclave enclave =
        RunningEnclave.start(
            new RunningEnclave.Parts(
                new UnixWire(Path.of(arguments[0])),
                new SimulatedDevice(image, state.root(clock.instant(), random), clock, random),
                EnclaveConfiguration.parse(configuration),
                _ -> {
                  try {
                    return state.rootSecret(random);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                service,
                clock,
                random))) {
      Thread.ofVirtual().start(() -> Part.endWithInput(enclave::requestStop));
      enclave.awaitStop();
    }
    System.exit(0);
  }
}

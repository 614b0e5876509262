// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A SIMULATED enclave with a gateway's settings in this process, on the store of a folder. Returns
/// once its service serves requests.
final class BenchEnclave implements AutoCloseable {
  private static final Bytes CONFIGURATION =
      Bytes.utf8(
          """
          {"version":1,"deployment":"bench","rootSecret":{"source":"simulated"},
           "settings":{
             "ledger":{"origin":"example.com/log","quorum":0},
             "inference":{
               "models":[{"name":"tiny","backend":"beside"}],
               "backends":{"beside":{"kind":"loopback","port":1}},
               "access":{"administrators":["ed25519:%s"]}}}}
          """
              // The point that the curve's signatures are made with.
              .formatted("58" + "66".repeat(31)));

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  BenchEnclave(Path folder, Service service) throws Exception {
    // Paths of sockets are short.
    Path wires = Files.createTempDirectory("srks");
    opened.push(() -> Folders.delete(wires));
    boolean started = false;
    try {
      dev.strongroom.host.wire.UnixWire host = new dev.strongroom.host.wire.UnixWire(wires);
      SqliteStore store = SqliteStore.open(store(folder));
      opened.push(store);
      EgressServer out =
          EgressServer.create(
              new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8"))),
              EgressLimits.standard());
      opened.push(out);
      opened.push(host.listen(Port.EGRESS, out));
      opened.push(host.listen(Port.STORAGE, new StorageServer(store)));
      opened.push(host.listen(Port.CONTROL, link -> link.input().readAllBytes()));
      SecureRandom random = new SecureRandom();
      SimulatedState state = SimulatedState.in(folder.resolve("state"));
      SimulatedImage image = SimulatedImage.of(List.of(), List.of(), CONFIGURATION);
      InstantSource clock = InstantSource.system();
      opened.push(
          RunningEnclave.start(
              new RunningEnclave.Parts(
                  new UnixWire(wires),
                  new SimulatedDevice(image, state.root(clock.instant(), random), clock, random),
                  EnclaveConfiguration.parse(CONFIGURATION),
                  provisioning -> secret(state, provisioning.random()),
                  service,
                  clock,
                  random)));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /// Where the host keeps the log.
  static Path store(Path folder) {
    return folder.resolve("store.sqlite");
  }

  private static RootSecret secret(SimulatedState state, SecureRandom random)
      throws RootSecretException {
    try {
      return state.rootSecret(random);
    } catch (IOException e) {
      throw new RootSecretException("no simulated root secret", e);
    }
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("it can't be closed", e);
      }
    }
  }
}

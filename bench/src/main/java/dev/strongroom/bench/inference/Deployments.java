// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// SIMULATED enclaves with their hosts.
final class Deployments {
  private static final String BEGINNING =
      "{\"version\":1,\"deployment\":\"benchmark\",\"rootSecret\":{\"source\":\"simulated\"}";
  private static final String LEDGER =
      "\"settings\":{\"ledger\":{\"origin\":\"example.com/log\",\"quorum\":0},\"inference\":";

  private Deployments() {}

  /// A gateway whose only back end is a plain server on the loopback.
  static Part gatewayBeside(Path folder, int port) throws IOException {
    return start(
        folder,
        EnclaveProcess.GATEWAY,
        """
        %s,%s{"models":[{"name":"tiny","backend":"beside"}],
          "backends":{"beside":{"kind":"loopback","port":%d,"requests":128}}}}}
        """
            .formatted(BEGINNING, LEDGER, port));
  }

  /// A gateway whose only back end is an enclave that it verifies.
  ///
  /// @param far port of its host
  /// @param policy accepts it
  static Part gatewayBefore(Path folder, int far, Path policy) throws IOException {
    return start(
        folder,
        EnclaveProcess.GATEWAY,
        """
        %s,"egress":["localhost:%d"],%s{"models":[{"name":"chunks","backend":"far"}],
          "backends":{"far":{"kind":"attested","address":"localhost:%d","reattest":"PT1H",
                             "requests":128,"policy":%s}}}}}
        """
            .formatted(BEGINNING, far, LEDGER, far, Files.readString(policy)));
  }

  /// The synthetic back end.
  static Part chunks(Path folder) throws IOException {
    return start(folder, EnclaveProcess.CHUNKS, BEGINNING + "}");
  }

  private static Part start(Path folder, String service, String configuration) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(HostProcess.CONFIGURATION), configuration);
    return Part.java(HostProcess.class, folder.toString(), service);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import dev.strongroom.witness.AllowedLogs;
import dev.strongroom.witness.Incident;
import dev.strongroom.witness.Witness;
import dev.strongroom.witness.WitnessKeyFile;
import dev.strongroom.witness.WitnessKeys;
import dev.strongroom.witness.sqlite.SqliteWitnessStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// A witness in a process of its own, which is killed.
final class KillTarget {
  private KillTarget() {}

  /// Says its port, and serves until it is killed.
  ///
  /// @param arguments folder and list of logs
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path key = folder.resolve("key.json");
    SecureRandom random = new SecureRandom();
    WitnessKeys keys =
        Files.exists(key)
            ? WitnessKeyFile.read(key, random)
            : WitnessKeyFile.make(key, "w.example", false, random);
    Witness witness =
        new Witness(
            SqliteWitnessStore.open(folder.resolve("state.sqlite")),
            AllowedLogs.of(List.of(), Optional.of(Path.of(arguments[1])), Set.of()),
            keys,
            InstantSource.system(),
            incident -> {
              if (incident.kind() != Incident.Kind.FORK) {
                System.err.println(incident);
              }
            });
    WitnessServer server =
        WitnessServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), witness);
    System.out.println(server.address().getPort());
    new CountDownLatch(1).await();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.witness.AllowedLogs;
import dev.strongroom.witness.Witness;
import dev.strongroom.witness.WitnessKeyFile;
import dev.strongroom.witness.WitnessKeys;
import dev.strongroom.witness.http.WitnessServer;
import dev.strongroom.witness.sqlite.SqliteWitnessStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A real witness in the test's process, for the log [TestLog#ORIGIN].
public record TestWitness(SqliteWitnessStore store, WitnessKeys keys, WitnessServer server)
    implements AutoCloseable {
  static final String NAME = "witness.example/test";

  /// Starts it.
  ///
  /// @param folder where its key and what it saw are kept
  public static TestWitness start(Path folder) throws Exception {
    SqliteWitnessStore store = SqliteWitnessStore.open(folder.resolve("witness.sqlite"));
    WitnessKeys keys =
        WitnessKeyFile.make(folder.resolve("witness.key"), NAME, false, new SecureRandom());
    Witness witness =
        new Witness(
            store,
            AllowedLogs.of(List.of(), Optional.empty(), Set.of(TestLog.ORIGIN)),
            keys,
            InstantSource.system(),
            _ -> {});
    return new TestWitness(
        store,
        keys,
        WitnessServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), witness));
  }

  /// What it cosigns with.
  public VerifierKey key() {
    return keys.verifierKeys().getFirst();
  }

  /// For an enclave whose log it is to cosign.
  public EnclaveSettings settings() {
    int port = server.address().getPort();
    return new EnclaveSettings(
        List.of("127.0.0.1:" + port),
        Map.of(
            "ledger",
            """
            {"origin":"%s","quorum":1,"witnesses":[{"keys":["%s"],"url":"http://127.0.0.1:%d"}]}\
            """
                .formatted(TestLog.ORIGIN, key().text(), port)));
  }

  @Override
  public void close() {
    server.close();
    keys.close();
    store.close();
  }
}

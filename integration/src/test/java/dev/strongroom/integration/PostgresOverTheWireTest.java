// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import dev.strongroom.host.fixtures.ConcurrencyContract;
import dev.strongroom.host.fixtures.TestPostgres;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.host.store.PostgresStore;
import dev.strongroom.host.wire.UnixListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The stores' contract, from the client through a socket and the hosts to PostgreSQL, by two
/// enclaves on two hosts.
class PostgresOverTheWireTest extends ConcurrencyContract {
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static KeyValueStore store;
  private static KeyValueStore another;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    PostgresSettings settings = TestPostgres.running().newDatabase();
    store = host(settings, Files.createDirectory(directory.resolve("one")));
    another = host(settings, Files.createDirectory(directory.resolve("other")));
  }

  private static KeyValueStore host(PostgresSettings settings, Path folder) throws Exception {
    KeyValueStore behind = PostgresStore.open(settings);
    UnixListener listener = OverTheWire.serve(folder, behind);
    KeyValueStore client = new WireStore(OverTheWire.client(folder));
    OPEN.addAll(List.of(client, listener, behind));
    return client;
  }

  @AfterAll
  static void close() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
  }

  @Override
  protected KeyValueStore store() {
    return store;
  }

  @Override
  protected KeyValueStore store(int n) {
    return n % 2 == 0 ? store : another;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import dev.strongroom.host.fixtures.ConcurrencyContract;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.UnixListener;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The stores' contract, from the client through a socket and the host to SQLite, by two clients.
class SqliteOverTheWireTest extends ConcurrencyContract {
  private static KeyValueStore behind;
  private static UnixListener listener;
  private static KeyValueStore store;
  private static KeyValueStore another;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    behind = SqliteStore.open(directory.resolve("store.db"));
    listener = OverTheWire.serve(directory, behind);
    store = new WireStore(OverTheWire.client(directory));
    another = new WireStore(OverTheWire.client(directory));
  }

  @AfterAll
  static void close() throws Exception {
    store.close();
    another.close();
    listener.close();
    behind.close();
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

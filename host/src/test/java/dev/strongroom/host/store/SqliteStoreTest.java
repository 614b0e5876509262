// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.host.fixtures.ConcurrencyContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The contract over SQLite, by two processes' worth of handles.
class SqliteStoreTest extends ConcurrencyContract {
  private static KeyValueStore store;
  private static KeyValueStore another;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    store = SqliteStore.open(directory.resolve("store.db"));
    another = SqliteStore.open(directory.resolve("store.db"));
  }

  @AfterAll
  static void close() {
    store.close();
    another.close();
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.host.fixtures.ConcurrencyContract;
import dev.strongroom.host.fixtures.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract over PostgreSQL, by two hosts.
class PostgresStoreTest extends ConcurrencyContract {
  private static KeyValueStore store;
  private static KeyValueStore another;

  @BeforeAll
  static void open() throws Exception {
    PostgresSettings settings = TestPostgres.running().newDatabase();
    store = PostgresStore.open(settings);
    another = PostgresStore.open(settings);
  }

  @AfterAll
  static void close() {
    if (store != null) {
      store.close();
      another.close();
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

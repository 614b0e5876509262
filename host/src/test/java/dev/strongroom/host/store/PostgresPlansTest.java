// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static dev.strongroom.host.store.KeyValueStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// PostgreSQL keeps the plan of a statement that it was given often. What it planned when there
/// were forty entries has to be right for a million.
@Timeout(60)
class PostgresPlansTest {
  private static final int FEW = 40;
  private static final int OFTEN = 20;
  private static final int EACH = 500;

  private record Counted(long bySequence, long byIndex) {}

  @Test
  void entriesAreFoundByTheirIndexHoweverFewThereWereWhenThatWasPlanned() throws Exception {
    TestPostgres server = TestPostgres.running();
    PostgresSettings settings = server.newDatabase();
    Counted before = grown(server, settings);
    Counted after = counted(settings);
    for (int i = 0; after.byIndex() - before.byIndex() < OFTEN * EACH; i++) {
      // Sessions tell what they did when they end.
      assertThat(i).isLessThan(100);
      Thread.sleep(100);
      after = counted(settings);
    }
    // The one is of the index, when it was made with the table.
    assertThat(after.bySequence()).isLessThanOrEqualTo(1);
  }

  private static Counted grown(TestPostgres server, PostgresSettings settings) throws Exception {
    try (KeyValueStore store = PostgresStore.open(settings)) {
      Map<Bytes, Long> versions = new HashMap<>();
      write(store, versions, 0, FEW);
      // As the server does by itself once a minute, whenever that is.
      server.execute(settings, "ANALYZE strongroom_entry");
      Counted before = counted(settings);
      for (int i = 0; i < OFTEN; i++) {
        assertThat(store.get(key(i))).isPresent();
        write(store, versions, i, 1);
        write(store, versions, 0, FEW);
      }
      for (int i = 1; i <= OFTEN; i++) {
        write(store, versions, i * EACH, EACH);
        assertThat(store.get(key(i * EACH))).isPresent();
        assertThat(store.scan(Bytes.utf8("entry/"), Bytes.EMPTY, 10).entries()).hasSize(10);
      }
      return before;
    }
  }

  @Test
  void theRowThatWritersLockIsntCompiledFor() throws Exception {
    PostgresSettings settings = TestPostgres.running().newDatabase();
    try (PostgresDatabase database = PostgresDatabase.open(settings);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "EXPLAIN ANALYZE UPDATE strongroom_revision SET last = last + 1")) {
      List<String> plan = new ArrayList<>();
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
      assertThat(plan).isNotEmpty().noneMatch(line -> line.contains("JIT"));
    }
  }

  private static Bytes key(int i) {
    return Bytes.utf8("entry/" + i);
  }

  private static void write(KeyValueStore store, Map<Bytes, Long> versions, int from, int count)
      throws StoreException {
    List<Put> puts = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      puts.add(new Put(key(i), versions.getOrDefault(key(i), ABSENT), Bytes.zeros(300)));
    }
    List<Long> written = store.putAll(puts);
    for (int i = 0; i < count; i++) {
      versions.put(key(from + i), written.get(i));
    }
  }

  private static Counted counted(PostgresSettings settings) throws Exception {
    try (PostgresDatabase database = PostgresDatabase.open(settings);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seq_scan, coalesce(idx_scan, 0) FROM pg_stat_user_tables"
                    + " WHERE relname = 'strongroom_entry'")) {
      assertThat(row.next()).isTrue();
      return new Counted(row.getLong(1), row.getLong(2));
    }
  }
}

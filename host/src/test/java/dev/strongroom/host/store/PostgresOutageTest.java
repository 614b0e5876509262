// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static dev.strongroom.host.store.KeyValueStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.SmallDisk;
import dev.strongroom.host.fixtures.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL when it fails.
@Timeout(60)
class PostgresOutageTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static TestPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = TestPostgres.running();
  }

  @Test
  void aCrashUnderLoadLosesNothingAndIsRecoveredFrom() throws Exception {
    try (KeyValueStore store = PostgresStore.open(impatient(server.newDatabase()))) {
      Map<Bytes, Long> acknowledged = new ConcurrentHashMap<>();
      AtomicBoolean down = new AtomicBoolean();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int n = 0; n < 16; n++) {
          int thread = n;
          threads.execute(() -> putUntilDown(store, thread, acknowledged, down));
        }
        while (acknowledged.size() < 200) {
          Thread.sleep(1);
        }
        server.crash();
      }
      assertThat(down).isTrue();
      unavailable(() -> store.get(KEY));
      unavailable(() -> store.put(KEY, ABSENT, KEY));

      server.startAgain("");
      while (!isAvailable(store)) {
        // The pool tries again, at longer and longer intervals.
        Thread.sleep(100);
      }
      for (Map.Entry<Bytes, Long> entry : acknowledged.entrySet()) {
        assertThat(store.get(entry.getKey()).orElseThrow().version()).isEqualTo(entry.getValue());
      }
      assertThat(store.put(KEY, ABSENT, KEY))
          .isGreaterThan(acknowledged.values().stream().max(Long::compare).orElseThrow());
    }
  }

  /// So that a test needn't wait long for a store that is down.
  private static PostgresSettings impatient(PostgresSettings settings) {
    return new PostgresSettings(
        settings.url(), settings.user(), settings.password(), 2, Duration.ofSeconds(2));
  }

  private static boolean isAvailable(KeyValueStore store) {
    try {
      return store.get(KEY).isEmpty();
    } catch (StoreException e) {
      return false;
    }
  }

  private static void putUntilDown(
      KeyValueStore store, int thread, Map<Bytes, Long> acknowledged, AtomicBoolean down) {
    for (int i = 0; !down.get(); i++) {
      Bytes key = Bytes.utf8("load/" + thread + "/" + i);
      try {
        acknowledged.put(key, store.put(key, ABSENT, key));
      } catch (StoreException e) {
        assertThat(e.failure()).isInstanceOf(StoreFailure.Unavailable.class);
        down.set(true);
      }
    }
  }

  @Test
  void aServerThatIsntThereIsUnavailable() throws Exception {
    PostgresSettings settings = impatient(server.newDatabase());
    server.crash();
    unavailable(() -> PostgresStore.open(settings));
    server.startAgain("");
  }

  @Test
  void aServerThatDoesntFlushIsRefused() throws Exception {
    PostgresSettings settings = server.newDatabase();
    server.crash();
    server.startAgain("-c fsync=off");
    assertThat(unavailable(() -> PostgresStore.open(settings))).contains("fsync");
    server.crash();
    server.startAgain("");
  }

  @Test
  void aServerThatAcknowledgesEarlyIsToldNotTo() throws Exception {
    PostgresSettings settings = server.newDatabase();
    server.execute(settings, "ALTER ROLE strongroom SET synchronous_commit = off");
    try (PostgresDatabase database = PostgresDatabase.open(settings);
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW synchronous_commit")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("on");
    } finally {
      server.execute(settings, "ALTER ROLE strongroom RESET synchronous_commit");
    }
  }

  @Test
  void aHostThatHangsWithTheLockStopsTheOthersForAWhileOnly() throws Exception {
    PostgresSettings settings = impatient(server.newDatabase());
    try (KeyValueStore store = PostgresStore.open(settings);
        PostgresDatabase other = PostgresDatabase.open(settings)) {
      Journal.Transaction hanging = new PostgresJournal(other).begin();
      assertThat(hanging.reserve(1)).isEqualTo(1);
      unavailable(() -> store.put(KEY, ABSENT, KEY));
      assertThat(store.get(KEY)).isEmpty();
      long version = 0;
      while (version == 0) {
        try {
          version = store.put(KEY, ABSENT, KEY);
        } catch (StoreException e) {
          assertThat(e.failure()).isInstanceOf(StoreFailure.Unavailable.class);
        }
      }
      // And the one that hung can't finish any more.
      assertThat(catchThrowableOfType(StoreException.class, hanging::commit)).isNotNull();
      hanging.close();
    }
  }

  @Test
  void aFullDiskIsNamedAndLosesNothing(@TempDir Path directory) throws Exception {
    // The server's user has to get to the disk in it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    PostgresSettings settings = server.newDatabase();
    String database = settings.url().substring(settings.url().lastIndexOf('/') + 1);
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4 << 20)) {
      TestPostgres.giveToServer(disk.path());
      server.execute(settings, "CREATE TABLESPACE small LOCATION '" + disk.path() + "'");
      server.execute(settings, "ALTER DATABASE " + database + " SET default_tablespace = small");
      try (KeyValueStore store = PostgresStore.open(settings)) {
        Bytes value = Bytes.zeros(200_000);
        int written = 0;
        StoreFailure failure = null;
        while (failure == null) {
          try {
            store.put(Bytes.utf8("fill/" + written), ABSENT, value);
            written++;
          } catch (StoreException e) {
            failure = e.failure();
          }
        }
        assertThat(failure).isInstanceOf(StoreFailure.DiskFull.class);
        assertThat(written).isBetween(5, 20);
        for (int i = 0; i < written; i++) {
          assertThat(store.get(Bytes.utf8("fill/" + i)).orElseThrow().value()).isEqualTo(value);
        }
        assertThat(store.get(Bytes.utf8("fill/" + written))).isEmpty();
      }
      PostgresSettings elsewhere = server.newDatabase();
      server.execute(elsewhere, "DROP DATABASE " + database);
      server.execute(elsewhere, "DROP TABLESPACE small");
    }
  }

  @Test
  void aRoleThatMayNotCreateTablesCanUseThem() throws Exception {
    PostgresSettings settings = server.newDatabase();
    PostgresStore.open(settings).close();
    server.execute(settings, "CREATE ROLE limited LOGIN PASSWORD 'for the test'");
    server.execute(settings, "GRANT SELECT, INSERT, UPDATE, DELETE ON strongroom_entry TO limited");
    server.execute(settings, "GRANT SELECT, UPDATE ON strongroom_revision TO limited");
    PostgresSettings limited =
        PostgresSettings.of(
            settings.url(), "limited", new PostgresSettings.Password("for the test"));
    try (KeyValueStore store = PostgresStore.open(limited)) {
      assertThat(store.put(KEY, ABSENT, KEY)).isPositive();
    }
    assertThat(limited.toString()).doesNotContain("for the test");
  }

  @Test
  void aLaterSchemaIsRefused() throws Exception {
    PostgresSettings settings = server.newDatabase();
    PostgresStore.open(settings).close();
    server.execute(settings, "UPDATE strongroom_revision SET schema = 2");
    assertThat(unavailable(() -> PostgresStore.open(settings))).contains("schema 2");
  }

  private static String unavailable(ThrowingCallable call) {
    StoreException e = catchThrowableOfType(StoreException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.failure()).isInstanceOf(StoreFailure.Unavailable.class);
    return e.failure().describe();
  }
}

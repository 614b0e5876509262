// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static dev.strongroom.host.store.KeyValueStore.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.fixtures.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQLite file itself: how it is opened, what it refuses, what happens when it is full.
class SqliteFileTest {
  private static final Bytes KEY = Bytes.utf8("key");

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void choose() {
    file = directory.resolve("store.db");
  }

  @Test
  void whatWasPutIsThereAfterReopening() throws Exception {
    long version;
    try (KeyValueStore store = SqliteStore.open(file)) {
      version = store.put(KEY, ABSENT, Bytes.utf8("value"));
      store.delete(KEY, version);
    }
    try (KeyValueStore store = SqliteStore.open(file)) {
      assertThat(store.get(KEY)).isEmpty();
      assertThat(store.put(KEY, ABSENT, Bytes.utf8("value"))).isGreaterThan(version);
    }
  }

  @Test
  void onlyItsOwnerCanReadTheFile() throws Exception {
    try (KeyValueStore store = SqliteStore.open(file)) {
      store.put(KEY, ABSENT, Bytes.EMPTY);
      for (String name : new String[] {"store.db", "store.db-wal", "store.db-shm"}) {
        assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
            .as(name)
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void commitsAreFlushed() throws Exception {
    SqliteDatabase database = new SqliteDatabase(file, Long.MAX_VALUE);
    database.create();
    try (Connection connection = database.connectForWriting();
        Statement statement = connection.createStatement()) {
      assertThat(pragma(statement, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(statement, "synchronous")).isEqualTo("2");
      assertThat(pragma(statement, "fullfsync")).isEqualTo("1");
      assertThat(pragma(statement, "checkpoint_fullfsync")).isEqualTo("1");
    }
  }

  @Test
  void otherFilesAreLeftAlone() throws Exception {
    Files.writeString(
        file, "not a database, but longer than its header would have to be".repeat(9));
    String before = Files.readString(file);
    refused();
    assertThat(file).hasContent(before);

    Files.delete(file);
    change("CREATE TABLE somebody_elses (x)");
    refused();
  }

  @Test
  void aLaterSchemaIsRefused() throws Exception {
    SqliteStore.open(file).close();
    change("PRAGMA user_version = 2");
    refused();
  }

  @Test
  void aDirectoryThatIsntThereIsUnavailable() {
    file = directory.resolve("nowhere/store.db");
    refused();
  }

  @Test
  void aPathThatWouldBeReadAsSettingsIsRefused() {
    assertThatThrownBy(() -> SqliteStore.open(directory.resolve("x?synchronous=OFF")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedStoreIsUnavailable() throws Exception {
    KeyValueStore store = SqliteStore.open(file);
    store.close();
    store.close();
    assertThat(catchThrowableOfType(StoreException.class, () -> store.get(KEY)).failure())
        .isInstanceOf(StoreFailure.Unavailable.class);
    assertThat(catchThrowableOfType(StoreException.class, () -> store.put(KEY, 0, KEY)).failure())
        .isInstanceOf(StoreFailure.Unavailable.class);
  }

  @Test
  void atItsLargestSizeItIsFullAndLosesNothing() throws Exception {
    try (KeyValueStore store = SqliteStore.open(file, 4 << 20)) {
      fillAndMakeRoom(store);
    }
    assertThat(Files.size(file)).isLessThanOrEqualTo(4 << 20);
  }

  @Test
  void onAFullDiskItIsFullAndLosesNothing() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 12 << 20)) {
      file = disk.path().resolve("store.db");
      try (KeyValueStore store = SqliteStore.open(file)) {
        fill(store);
      }
      // With the disk still full, everything is there, also for a process that starts now.
      try (KeyValueStore store = SqliteStore.open(file)) {
        assertThat(store.scan(Bytes.EMPTY, Bytes.EMPTY, 1).entries()).isNotEmpty();
      }
    }
  }

  private static void fillAndMakeRoom(KeyValueStore store) throws StoreException {
    Map<Bytes, Versioned> written = fill(store);
    Bytes victim = written.keySet().iterator().next();
    store.delete(victim, written.get(victim).version());
    store.put(Bytes.utf8("fits"), ABSENT, Bytes.zeros(50_000));
    assertThat(store.get(Bytes.utf8("fits"))).isPresent();
  }

  /// Puts until the disk is full; all that was acknowledged must be there, and nothing else.
  private static Map<Bytes, Versioned> fill(KeyValueStore store) throws StoreException {
    Random random = new Random(1);
    Map<Bytes, Versioned> written = new LinkedHashMap<>();
    StoreFailure failure = null;
    for (int i = 0; failure == null; i++) {
      byte[] value = new byte[100_000];
      random.nextBytes(value);
      Bytes key = Bytes.utf8("fill/" + i);
      try {
        Bytes content = Bytes.copyOf(value);
        written.put(key, new Versioned(store.put(key, ABSENT, content), content));
      } catch (StoreException e) {
        failure = e.failure();
        assertThat(store.get(key)).isEmpty();
      }
      assertThat(i).isLessThan(1000);
    }
    assertThat(failure).isInstanceOf(StoreFailure.DiskFull.class);
    assertThat(written).hasSizeGreaterThan(10);
    for (Map.Entry<Bytes, Versioned> entry : written.entrySet()) {
      assertThat(store.get(entry.getKey())).contains(entry.getValue());
    }
    return written;
  }

  private void refused() {
    StoreException e = catchThrowableOfType(StoreException.class, () -> SqliteStore.open(file));
    assertThat(e).isNotNull();
    assertThat(e.failure()).isInstanceOf(StoreFailure.Unavailable.class);
  }

  private void change(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String pragma(Statement statement, String name) throws Exception {
    try (ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }
}

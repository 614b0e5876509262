// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// One PostgreSQL database: its connections, its tables, and what its errors mean.
final class PostgresDatabase implements AutoCloseable {
  private static final int SCHEMA = 1;

  /// Serialises hosts that create the tables at the same time: "SRKV".
  private static final int CREATION_LOCK = 0x53524b56;

  private static final String DISK_FULL = "53100";

  private final HikariDataSource pool;

  private PostgresDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  static PostgresDatabase open(PostgresSettings settings) throws StoreException {
    PostgresDatabase database = new PostgresDatabase(connect(settings));
    try {
      database.prepare();
      return database;
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  private static HikariDataSource connect(PostgresSettings settings) throws StoreException {
    int seconds = (int) settings.patience().toSeconds();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    source.setPassword(settings.password().value());
    source.setApplicationName("strongroom");
    source.setConnectTimeout(seconds);
    source.setSocketTimeout(2 * seconds);
    source.setTcpKeepAlive(true);

    HikariConfig config = new HikariConfig();
    config.setPoolName("strongroom-postgres");
    config.setDataSource(source);
    config.setMaximumPoolSize(settings.connections());
    config.setConnectionTimeout(settings.patience().toMillis());
    // With a stricter one, whoever waited for the writers' lock would see what was there before.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(sessionSettings(settings));
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw unavailable("PostgreSQL can't be reached: " + e.getMessage(), e);
    }
  }

  private static String sessionSettings(PostgresSettings settings) {
    long millis = settings.patience().toMillis();
    // A host that hangs while it holds the writers' lock must not stop the others for good. And a
    // server may be set to acknowledge before it flushes; ours is the opposite promise.
    return "SET lock_timeout = "
        + millis
        + "; SET idle_in_transaction_session_timeout = "
        + 2 * millis
        // A plan that is kept outlives the size that it was made for: of a small table it reads all
        // for each key, and does so still when there are a million. Reading all of a table then
        // counts as so dear that, but for the second, the one row that is locked first would be
        // worth compiling for.
        + "; SET enable_seqscan = off; SET jit = off"
        + "; SELECT set_config('synchronous_commit', 'on', false)"
        + " WHERE current_setting('synchronous_commit') = 'off'";
  }

  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  private void prepare() throws StoreException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      if (!text(statement, "SHOW fsync").equals("on")) {
        throw unavailable("PostgreSQL runs with fsync off: nothing in it is durable", null);
      }
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
      // Looked at first, so that a role which may not create tables can use those that are there.
      if (text(statement, "SELECT to_regclass('strongroom_revision') IS NULL").equals("t")) {
        create(statement);
      }
      String schema = text(statement, "SELECT schema FROM strongroom_revision");
      if (!schema.equals(Integer.toString(SCHEMA))) {
        throw unavailable("the database has schema " + schema, null);
      }
      connection.commit();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static void create(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE strongroom_entry"
            + " (key bytea PRIMARY KEY, version bigint NOT NULL, value bytea NOT NULL)");
    // Sealed bytes don't get smaller by compression.
    statement.execute("ALTER TABLE strongroom_entry ALTER COLUMN value SET STORAGE EXTERNAL");
    statement.execute(
        "CREATE TABLE strongroom_revision (one boolean PRIMARY KEY DEFAULT true CHECK (one),"
            + " schema integer NOT NULL, last bigint NOT NULL)");
    statement.execute("INSERT INTO strongroom_revision (schema, last) VALUES (" + SCHEMA + ", 0)");
  }

  static StoreException failure(SQLException e) {
    // The pool's "no connection in time" hides why.
    String cause =
        e.getCause() instanceof SQLException below ? " (" + below.getMessage() + ")" : "";
    String detail = "PostgreSQL: " + e.getMessage() + cause;
    return DISK_FULL.equals(e.getSQLState())
        ? new StoreException(new StoreFailure.DiskFull(detail), e)
        : unavailable(detail, e);
  }

  private static StoreException unavailable(String detail, @Nullable Throwable cause) {
    return new StoreException(new StoreFailure.Unavailable(detail), cause);
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

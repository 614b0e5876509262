// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.sqlite;

import dev.strongroom.witness.WitnessStoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/// The file of a witness's state: its settings and its tables.
final class SqliteFile {
  // "SRWT", so that file(1) and we know whose file it is.
  private static final int APPLICATION = 0x53525754;
  private static final int SCHEMA = 1;
  private static final int PATIENCE_MILLIS = 5_000;

  private final Path file;

  SqliteFile(Path file) {
    if (file.toString().indexOf('?') >= 0) {
      throw new IllegalArgumentException("SQLite's driver takes what follows a '?' for settings");
    }
    this.file = file.toAbsolutePath();
  }

  /// Creates the file if there is none, for its owner alone, and its tables.
  void create() throws WitnessStoreException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // The usual case.
    } catch (IOException e) {
      throw new WitnessStoreException("can't create " + file + " (" + e.getMessage() + ")", e);
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      if (number(statement, "PRAGMA user_version") == 0
          && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        createTables(statement);
      } else if (number(statement, "PRAGMA application_id") != APPLICATION
          || number(statement, "PRAGMA user_version") != SCHEMA) {
        throw new WitnessStoreException(file + " isn't the state of a witness of this version");
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static void createTables(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE log (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,"
            + " note TEXT NOT NULL, time INTEGER NOT NULL) STRICT, WITHOUT ROWID");
    statement.execute("CREATE TABLE clock (last INTEGER NOT NULL) STRICT");
    statement.execute("INSERT INTO clock VALUES (0)");
    statement.execute(
        "CREATE TABLE pin (origin TEXT PRIMARY KEY, key TEXT NOT NULL, time INTEGER NOT NULL)"
            + " STRICT, WITHOUT ROWID");
    statement.execute(
        "CREATE TABLE fork (number INTEGER PRIMARY KEY, origin TEXT NOT NULL,"
            + " size INTEGER NOT NULL, text TEXT NOT NULL, cosigned TEXT NOT NULL,"
            + " other TEXT NOT NULL, time INTEGER NOT NULL, UNIQUE (origin, size, text)) STRICT");
    statement.execute("PRAGMA application_id = " + APPLICATION);
    statement.execute("PRAGMA user_version = " + SCHEMA);
  }

  /// A connection whose commits are on the disk when they return.
  Connection connect() throws SQLException, WitnessStoreException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(PATIENCE_MILLIS);
    config.setGetGeneratedKeys(false);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      // macOS has a flush that doesn't reach the disk, and this one that does.
      statement.execute("PRAGMA fullfsync = 1");
      statement.execute("PRAGMA checkpoint_fullfsync = 1");
      // Pragmas don't fail, they do nothing: on a network drive there is no write-ahead log.
      if (!"wal".equals(text(statement, "PRAGMA journal_mode"))
          || number(statement, "PRAGMA synchronous") != 2) {
        throw new WitnessStoreException("SQLite can't write durably to " + file);
      }
      return connection;
    } catch (SQLException | WitnessStoreException e) {
      connection.close();
      throw e;
    }
  }

  static WitnessStoreException failure(SQLException e) {
    return new WitnessStoreException("SQLite: " + e.getMessage(), e);
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}

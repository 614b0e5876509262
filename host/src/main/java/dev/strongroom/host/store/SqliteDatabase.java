// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite file: its settings, its tables, and what its errors mean.
final class SqliteDatabase {
  // "SRKV", so that file(1) and we know whose file it is.
  private static final int APPLICATION = 0x53524b56;
  private static final int SCHEMA = 1;
  private static final int PAGE = 4096;
  private static final int PATIENCE_MILLIS = 5_000;

  /// Checkpoints flush the database as well, so they come after 16 MiB rather than the usual 4.
  private static final int CHECKPOINT_PAGES = 4096;

  private static final int LOG_KEPT = 64 << 20;

  private final Path file;
  private final int maxPages;

  /// @param file in a directory that exists
  /// @param maxBytes of the file, without its write-ahead log
  SqliteDatabase(Path file, long maxBytes) {
    if (file.toString().indexOf('?') >= 0) {
      throw new IllegalArgumentException("SQLite's driver takes what follows a '?' for settings");
    }
    this.file = file.toAbsolutePath();
    maxPages = (int) Math.min(maxBytes / PAGE, 0xffff_fffeL >>> 1);
  }

  /// Creates the file if there is none, for its owner alone.
  void create() throws StoreException {
    try {
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
      };
      Files.createFile(file, posix ? ownerOnly : new FileAttribute<?>[0]);
    } catch (FileAlreadyExistsException e) {
      // The usual case.
    } catch (IOException e) {
      throw new StoreException(new StoreFailure.Unavailable("can't create " + file + ": " + e), e);
    }
    try (Connection connection = connectForWriting();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      long application = number(statement, "PRAGMA application_id");
      long schema = number(statement, "PRAGMA user_version");
      if (schema == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        statement.execute(
            "CREATE TABLE entry (key BLOB PRIMARY KEY, version INTEGER NOT NULL,"
                + " value BLOB NOT NULL) STRICT");
        statement.execute("CREATE TABLE revision (last INTEGER NOT NULL) STRICT");
        statement.execute("INSERT INTO revision VALUES (0)");
        statement.execute("PRAGMA application_id = " + APPLICATION);
        statement.execute("PRAGMA user_version = " + SCHEMA);
      } else if (application != APPLICATION || schema != SCHEMA) {
        throw new StoreException(
            new StoreFailure.Unavailable(
                file + " isn't a store of ours, or one of schema " + schema));
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// A connection whose commits are on the disk when they return.
  Connection connectForWriting() throws SQLException, StoreException {
    SQLiteConfig config = settings();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    config.setJournalSizeLimit(LOG_KEPT);
    config.setPageSize(PAGE);
    config.setMaxPageCount(maxPages);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      // macOS has a flush that doesn't reach the disk, and this one that does.
      statement.execute("PRAGMA fullfsync = 1");
      statement.execute("PRAGMA checkpoint_fullfsync = 1");
      // Pragmas don't fail, they do nothing: on a network drive there is no write-ahead log.
      if (!"wal".equals(text(statement, "PRAGMA journal_mode"))
          || number(statement, "PRAGMA synchronous") != 2) {
        connection.close();
        throw new StoreException(
            new StoreFailure.Unavailable("SQLite can't write durably to " + file));
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Connection connectForReading() throws SQLException {
    Connection connection = settings().createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// Writes all of it, as it is at one moment, into a file of its own, and reads that from its
  /// beginning to its end. Others go on reading and writing meanwhile.
  ///
  /// @param copy must not exist
  /// @return how many entries it has
  long copy(Path copy) throws StoreException {
    // Not one for reading only, which writes no other file either.
    try (Connection connection = settings().createConnection("jdbc:sqlite:" + file);
        PreparedStatement into = connection.prepareStatement("VACUUM INTO ?")) {
      checkOurs(connection);
      into.setString(1, copy.toAbsolutePath().toString());
      into.execute();
    } catch (SQLException e) {
      throw failure(e);
    }
    try (Connection connection = new SqliteDatabase(copy, Long.MAX_VALUE).connectForReading();
        Statement statement = connection.createStatement()) {
      checkOurs(connection);
      String found = text(statement, "PRAGMA integrity_check");
      if (!found.equals("ok")) {
        throw new StoreException(new StoreFailure.Unavailable("the copy isn't whole: " + found));
      }
      return number(statement, "SELECT count(*) FROM entry");
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private void checkOurs(Connection connection) throws SQLException, StoreException {
    try (Statement statement = connection.createStatement()) {
      if (number(statement, "PRAGMA application_id") != APPLICATION
          || number(statement, "PRAGMA user_version") != SCHEMA) {
        throw new StoreException(
            new StoreFailure.Unavailable(
                file + " isn't a store of ours, or one of another schema"));
      }
    }
  }

  private static SQLiteConfig settings() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(PATIENCE_MILLIS);
    // Else each insert asks for row numbers that nobody wants.
    config.setGetGeneratedKeys(false);
    return config;
  }

  static StoreException failure(SQLException e) {
    // SQLite reports a full disk, and a file at its largest size, by this one code.
    boolean full =
        e instanceof SQLiteException sqlite
            && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    String detail = "SQLite: " + e.getMessage();
    return new StoreException(
        full ? new StoreFailure.DiskFull(detail) : new StoreFailure.Unavailable(detail), e);
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

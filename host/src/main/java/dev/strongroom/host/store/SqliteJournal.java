// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one writing connection to an SQLite file.
final class SqliteJournal implements Journal {
  private final SqliteDatabase database;
  private @Nullable Statements open;

  SqliteJournal(SqliteDatabase database) {
    this.database = database;
  }

  @Override
  public Transaction begin() throws StoreException {
    try {
      Statements statements = open;
      if (statements == null) {
        statements = new Statements(database.connectForWriting());
        open = statements;
      }
      statements.plain.execute("BEGIN IMMEDIATE");
      return new SqliteTransaction(statements);
    } catch (SQLException e) {
      throw SqliteDatabase.failure(e);
    }
  }

  @Override
  public void close() {
    Statements statements = open;
    open = null;
    if (statements != null) {
      try {
        statements.connection.close();
      } catch (SQLException e) {
        // Everything that was acknowledged is on the disk already.
      }
    }
  }

  /// A connection with the statements that every batch needs.
  private static final class Statements {
    final Connection connection;
    final Statement plain;
    final PreparedStatement reserve;
    final PreparedStatement version;
    final PreparedStatement insert;
    final PreparedStatement update;
    final PreparedStatement delete;

    Statements(Connection connection) throws SQLException {
      this.connection = connection;
      plain = connection.createStatement();
      reserve = connection.prepareStatement("UPDATE revision SET last = last + ? RETURNING last");
      version = connection.prepareStatement("SELECT version FROM entry WHERE key = ?");
      insert =
          connection.prepareStatement(
              "INSERT INTO entry (version, value, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
      update =
          connection.prepareStatement(
              "UPDATE entry SET version = ?, value = ? WHERE key = ? AND version = ?");
      delete = connection.prepareStatement("DELETE FROM entry WHERE key = ? AND version = ?");
    }
  }

  private final class SqliteTransaction implements Transaction {
    private final Statements statements;
    private boolean committed;

    SqliteTransaction(Statements statements) {
      this.statements = statements;
    }

    @Override
    public long reserve(int count) throws StoreException {
      try {
        statements.reserve.setLong(1, count);
        try (ResultSet rows = statements.reserve.executeQuery()) {
          rows.next();
          return rows.getLong(1) - count + 1;
        }
      } catch (SQLException e) {
        throw SqliteDatabase.failure(e);
      }
    }

    @Override
    public Map<Bytes, Long> versions(Collection<Bytes> keys) throws StoreException {
      Map<Bytes, Long> versions = new HashMap<>();
      try {
        for (Bytes key : keys) {
          statements.version.setBytes(1, key.toByteArray());
          try (ResultSet rows = statements.version.executeQuery()) {
            if (rows.next()) {
              versions.put(key, rows.getLong(1));
            }
          }
        }
        return versions;
      } catch (SQLException e) {
        throw SqliteDatabase.failure(e);
      }
    }

    @Override
    public void apply(Collection<Change> changes) throws StoreException {
      try {
        for (Change change : changes) {
          if (apply(change) != 1) {
            throw new StoreException(
                new StoreFailure.Unavailable("a row changed under the writer's lock"));
          }
        }
      } catch (SQLException e) {
        throw SqliteDatabase.failure(e);
      }
    }

    private int apply(Change change) throws SQLException {
      byte[] key = change.key().toByteArray();
      Bytes value = change.value();
      if (value == null) {
        statements.delete.setBytes(1, key);
        statements.delete.setLong(2, change.before());
        return statements.delete.executeUpdate();
      }
      boolean absent = change.before() == KeyValueStore.ABSENT;
      PreparedStatement write = absent ? statements.insert : statements.update;
      write.setLong(1, change.after());
      write.setBytes(2, value.toByteArray());
      write.setBytes(3, key);
      if (!absent) {
        write.setLong(4, change.before());
      }
      return write.executeUpdate();
    }

    @Override
    public void commit() throws StoreException {
      try {
        statements.plain.execute("COMMIT");
        committed = true;
      } catch (SQLException e) {
        throw SqliteDatabase.failure(e);
      }
    }

    @Override
    public void close() {
      if (!committed) {
        try {
          statements.plain.execute("ROLLBACK");
        } catch (SQLException e) {
          // A full disk, for one, ends the transaction by itself. The next begins afresh.
          SqliteJournal.this.close();
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Transactions on a PostgreSQL database that several hosts may share.
///
/// Each locks the one row of `strongroom_revision` first, so writers come one after the other, as
/// serialisable as can be, without failures to retry and without deadlocks; and each statement
/// still names the version that it replaces.
final class PostgresJournal implements Journal {
  private final PostgresDatabase database;

  PostgresJournal(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Transaction begin() throws StoreException {
    try {
      Connection connection = database.connection();
      try {
        connection.setAutoCommit(false);
        return new PostgresTransaction(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresDatabase.failure(e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private static final class PostgresTransaction implements Transaction {
    private final Connection connection;

    PostgresTransaction(Connection connection) {
      this.connection = connection;
    }

    @Override
    public long reserve(int count) throws StoreException {
      try (PreparedStatement reserve =
          connection.prepareStatement(
              "UPDATE strongroom_revision SET last = last + ? RETURNING last")) {
        reserve.setLong(1, count);
        try (ResultSet rows = reserve.executeQuery()) {
          if (!rows.next()) {
            throw unavailable("strongroom_revision is empty");
          }
          return rows.getLong(1) - count + 1;
        }
      } catch (SQLException e) {
        throw PostgresDatabase.failure(e);
      }
    }

    @Override
    public Map<Bytes, Long> versions(Collection<Bytes> keys) throws StoreException {
      byte[][] wanted = keys.stream().map(Bytes::toByteArray).toArray(byte[][]::new);
      Map<Bytes, Long> versions = new HashMap<>();
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT key, version FROM strongroom_entry WHERE key = ANY (?)")) {
        Array array = connection.createArrayOf("bytea", wanted);
        select.setArray(1, array);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            versions.put(Bytes.copyOf(rows.getBytes(1)), rows.getLong(2));
          }
        }
        return versions;
      } catch (SQLException e) {
        throw PostgresDatabase.failure(e);
      }
    }

    @Override
    public void apply(Collection<Change> changes) throws StoreException {
      try {
        insert(only(changes, c -> c.before() == KeyValueStore.ABSENT));
        update(only(changes, c -> c.before() != KeyValueStore.ABSENT && c.value() != null));
        delete(only(changes, c -> c.before() != KeyValueStore.ABSENT && c.value() == null));
      } catch (SQLException e) {
        throw PostgresDatabase.failure(e);
      }
    }

    private static List<Change> only(Collection<Change> changes, Predicate<Change> which) {
      return changes.stream().filter(which).toList();
    }

    private void insert(List<Change> changes) throws SQLException, StoreException {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO strongroom_entry (version, value, key) VALUES (?, ?, ?)"
                  + " ON CONFLICT DO NOTHING")) {
        for (Change change : changes) {
          setValue(insert, change);
          insert.addBatch();
        }
        execute(insert);
      }
    }

    private void update(List<Change> changes) throws SQLException, StoreException {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE strongroom_entry SET version = ?, value = ? WHERE key = ? AND version = ?")) {
        for (Change change : changes) {
          setValue(update, change);
          update.setLong(4, change.before());
          update.addBatch();
        }
        execute(update);
      }
    }

    private static void setValue(PreparedStatement statement, Change change) throws SQLException {
      Bytes value = change.value();
      statement.setLong(1, change.after());
      statement.setBytes(2, value == null ? new byte[0] : value.toByteArray());
      statement.setBytes(3, change.key().toByteArray());
    }

    private void delete(List<Change> changes) throws SQLException, StoreException {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM strongroom_entry WHERE key = ? AND version = ?")) {
        for (Change change : changes) {
          delete.setBytes(1, change.key().toByteArray());
          delete.setLong(2, change.before());
          delete.addBatch();
        }
        execute(delete);
      }
    }

    private static void execute(PreparedStatement batch) throws SQLException, StoreException {
      for (int rows : batch.executeBatch()) {
        if (rows != 1) {
          throw unavailable("a row changed under the writers' lock");
        }
      }
    }

    @Override
    public void commit() throws StoreException {
      try {
        connection.commit();
      } catch (SQLException e) {
        throw PostgresDatabase.failure(e);
      }
    }

    @Override
    public void close() {
      // The pool rolls back what wasn't committed before it lends the connection again.
      try {
        connection.close();
      } catch (SQLException e) {
        // The server rolls back too when the connection is gone.
      }
    }

    private static StoreException unavailable(String detail) {
      return new StoreException(new StoreFailure.Unavailable(detail));
    }
  }
}

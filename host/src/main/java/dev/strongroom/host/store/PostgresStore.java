// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A store in a PostgreSQL database, which several hosts may share.
///
/// Two tables in the role's default schema: `strongroom_entry` with the values,
/// `strongroom_revision` with the last version given out. Hosts that write take turns; within a
/// host, writes that wait at the same time share a transaction. After a lost connection the next
/// call connects again. With a standby that follows asynchronously a failover can lose acknowledged
/// writes: set `synchronous_standby_names`.
public final class PostgresStore implements KeyValueStore {
  // Counts up the bytes inside the database: the driver fetches every row that a query returns.
  private static final String SCAN =
      """
      SELECT key, version, value, candidates FROM (
        SELECT key, version, value, count(*) OVER () AS candidates,
          row_number() OVER (ORDER BY key) AS place,
          sum(octet_length(key) + octet_length(value)) OVER (ORDER BY key) AS total
        FROM (
          SELECT key, version, value FROM strongroom_entry
          WHERE key >= ? %s ORDER BY key LIMIT ?
        ) AS candidate
      ) AS measured
      WHERE place <= ? AND (place = 1 OR total <= ?) ORDER BY key
      """;
  private static final String SCAN_UNTIL = SCAN.formatted("AND key < ?");
  private static final String SCAN_TO_THE_END = SCAN.formatted("");

  private final PostgresDatabase database;
  private final GroupCommit writer;

  private PostgresStore(PostgresDatabase database) {
    this.database = database;
    writer = new GroupCommit("postgres", new PostgresJournal(database));
  }

  /// Connects, and creates the tables if they aren't there.
  ///
  /// @throws StoreException if that can't be done, or the server promises no durability
  public static PostgresStore open(PostgresSettings settings) throws StoreException {
    return new PostgresStore(PostgresDatabase.open(settings));
  }

  @Override
  public Optional<Versioned> get(Bytes key) throws StoreException {
    Limits.checkKey(key);
    try (Connection connection = database.connection();
        PreparedStatement get =
            connection.prepareStatement(
                "SELECT version, value FROM strongroom_entry WHERE key = ?")) {
      get.setBytes(1, key.toByteArray());
      try (ResultSet rows = get.executeQuery()) {
        return rows.next()
            ? Optional.of(new Versioned(rows.getLong(1), Bytes.copyOf(rows.getBytes(2))))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw PostgresDatabase.failure(e);
    }
  }

  @Override
  public long put(Bytes key, long expected, Bytes value) throws StoreException {
    return writer.put(key, expected, value);
  }

  @Override
  public List<Long> putAll(List<Put> puts) throws StoreException {
    return writer.putAll(puts);
  }

  @Override
  public void delete(Bytes key, long expected) throws StoreException {
    writer.delete(key, expected);
  }

  @Override
  public Page scan(Bytes prefix, Bytes after, int limit) throws StoreException {
    Limits.checkScan(prefix, after, limit);
    KeyRange range = KeyRange.of(prefix, after);
    Bytes until = range.until();
    try (Connection connection = database.connection();
        PreparedStatement scan =
            connection.prepareStatement(until == null ? SCAN_TO_THE_END : SCAN_UNTIL)) {
      int place = 1;
      scan.setBytes(place++, range.from().toByteArray());
      if (until != null) {
        scan.setBytes(place++, until.toByteArray());
      }
      scan.setInt(place++, limit + 1);
      scan.setInt(place++, limit);
      scan.setInt(place, Limits.MAX_PAGE_BYTES);
      try (ResultSet rows = scan.executeQuery()) {
        return page(rows);
      }
    } catch (SQLException e) {
      throw PostgresDatabase.failure(e);
    }
  }

  private static Page page(ResultSet rows) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    long candidates = 0;
    while (rows.next()) {
      entries.add(
          new Entry(
              Bytes.copyOf(rows.getBytes(1)), rows.getLong(2), Bytes.copyOf(rows.getBytes(3))));
      candidates = rows.getLong(4);
    }
    return new Page(entries, candidates > entries.size());
  }

  @Override
  public void close() {
    writer.close();
  }
}

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

/// One reading connection to an SQLite file, for one thread at a time.
final class SqliteReader implements AutoCloseable {
  private static final String SCAN = "SELECT key, version, value FROM entry WHERE key >= ?";

  private final Connection connection;
  private final PreparedStatement get;
  private final PreparedStatement scanUntil;
  private final PreparedStatement scanToTheEnd;

  SqliteReader(Connection connection) throws SQLException {
    this.connection = connection;
    get = connection.prepareStatement("SELECT version, value FROM entry WHERE key = ?");
    scanUntil = connection.prepareStatement(SCAN + " AND key < ? ORDER BY key");
    scanToTheEnd = connection.prepareStatement(SCAN + " ORDER BY key");
  }

  Optional<Versioned> get(Bytes key) throws SQLException {
    get.setBytes(1, key.toByteArray());
    try (ResultSet rows = get.executeQuery()) {
      return rows.next()
          ? Optional.of(new Versioned(rows.getLong(1), Bytes.copyOf(rows.getBytes(2))))
          : Optional.empty();
    }
  }

  Page scan(KeyRange range, int limit) throws SQLException {
    Bytes until = range.until();
    PreparedStatement scan = until == null ? scanToTheEnd : scanUntil;
    scan.setBytes(1, range.from().toByteArray());
    if (until != null) {
      scan.setBytes(2, until.toByteArray());
    }
    // SQLite finds a row when it is asked for it, so what doesn't fit is never read.
    try (ResultSet rows = scan.executeQuery()) {
      List<Entry> entries = new ArrayList<>();
      int size = 0;
      while (rows.next()) {
        if (entries.size() == limit) {
          return new Page(entries, true);
        }
        Entry entry =
            new Entry(
                Bytes.copyOf(rows.getBytes(1)), rows.getLong(2), Bytes.copyOf(rows.getBytes(3)));
        size += entry.key().length() + entry.value().length();
        if (size > Limits.MAX_PAGE_BYTES && !entries.isEmpty()) {
          return new Page(entries, true);
        }
        entries.add(entry);
      }
      return new Page(entries, false);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It only ever read.
    }
  }
}

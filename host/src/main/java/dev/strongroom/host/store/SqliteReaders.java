// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A few reading connections, opened when first needed and lent out one by one.
final class SqliteReaders implements AutoCloseable {
  /// Something to do with a connection.
  interface Query<T> {
    T run(SqliteReader reader) throws SQLException;
  }

  private final SqliteDatabase database;
  private final int count;
  private final BlockingQueue<Optional<SqliteReader>> idle;
  private volatile boolean closed;

  SqliteReaders(SqliteDatabase database, int count) {
    this.database = database;
    this.count = count;
    idle = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      idle.add(Optional.empty());
    }
  }

  <T> T read(Query<T> query) throws StoreException {
    Optional<SqliteReader> slot = take();
    try {
      if (closed) {
        throw new StoreException(new StoreFailure.Unavailable("the store is closed"));
      }
      if (slot.isEmpty()) {
        slot = Optional.of(new SqliteReader(database.connectForReading()));
      }
      return query.run(slot.orElseThrow());
    } catch (SQLException e) {
      slot.ifPresent(SqliteReader::close);
      slot = Optional.empty();
      throw SqliteDatabase.failure(e);
    } finally {
      idle.add(slot);
    }
  }

  private Optional<SqliteReader> take() throws StoreException {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(new StoreFailure.Unavailable("interrupted"), e);
    }
  }

  /// Waits for the reads that run.
  @Override
  public void close() {
    closed = true;
    List<Optional<SqliteReader>> slots = new ArrayList<>();
    try {
      while (slots.size() < count) {
        slots.add(idle.take());
      }
    } catch (InterruptedException e) {
      // Those lent out are left to the garbage collector.
      Thread.currentThread().interrupt();
    }
    slots.forEach(slot -> slot.ifPresent(SqliteReader::close));
    // Whoever still waits gets one, and learns that it is over.
    slots.forEach(slot -> idle.add(Optional.empty()));
  }
}

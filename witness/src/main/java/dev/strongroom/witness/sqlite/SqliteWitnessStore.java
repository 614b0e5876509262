// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.sqlite;

import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.witness.Fork;
import dev.strongroom.witness.LogState;
import dev.strongroom.witness.WitnessBusyException;
import dev.strongroom.witness.WitnessStore;
import dev.strongroom.witness.WitnessStoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A witness's state in one SQLite file on a local disk.
///
/// Each transaction reads what it decides by, so that two processes that have the file open by
/// mistake still never contradict one another.
public final class SqliteWitnessStore implements WitnessStore {
  private final SqliteRecords reader;
  private final Writer writer;

  private SqliteWitnessStore(SqliteRecords reader, Writer writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// Opens a file, or creates it in a folder that exists.
  ///
  /// @throws WitnessStoreException if that can't be done, or it is something else's file
  public static SqliteWitnessStore open(Path file) throws WitnessStoreException {
    SqliteFile sqlite = new SqliteFile(file);
    sqlite.create();
    try {
      SqliteRecords reader = new SqliteRecords(sqlite.connect());
      return new SqliteWitnessStore(reader, new Writer(sqlite));
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  @Override
  public <T> T decide(Decision<T> decision) throws WitnessStoreException, WitnessBusyException {
    return writer.decide(decision);
  }

  @Override
  public List<LogState> logs() throws WitnessStoreException {
    synchronized (reader) {
      return reader.logs();
    }
  }

  @Override
  public List<Fork> forks() throws WitnessStoreException {
    synchronized (reader) {
      return reader.forks();
    }
  }

  @Override
  public Optional<VerifierKey> pinned(String origin) throws WitnessStoreException {
    synchronized (reader) {
      return reader.pinned(origin);
    }
  }

  @Override
  public void close() {
    writer.close();
    synchronized (reader) {
      reader.close();
    }
  }
}

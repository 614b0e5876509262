// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.sqlite;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.witness.Fork;
import dev.strongroom.witness.LogState;
import dev.strongroom.witness.WitnessRecords;
import dev.strongroom.witness.WitnessStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements of one connection, for one thread at a time.
final class SqliteRecords implements WitnessRecords, AutoCloseable {
  private static final String LOG = "SELECT origin, size, root, note, time FROM log";

  private final Connection connection;
  private final PreparedStatement log;
  private final PreparedStatement logs;
  private final PreparedStatement put;
  private final PreparedStatement last;
  private final PreparedStatement advance;
  private final PreparedStatement pinned;
  private final PreparedStatement pin;
  private final PreparedStatement count;
  private final PreparedStatement keep;
  private final PreparedStatement forks;

  SqliteRecords(Connection connection) throws SQLException {
    this.connection = connection;
    log = connection.prepareStatement(LOG + " WHERE origin = ?");
    logs = connection.prepareStatement(LOG + " ORDER BY origin");
    put =
        connection.prepareStatement(
            "INSERT INTO log (origin, size, root, note, time) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root,"
                + " note = excluded.note, time = excluded.time WHERE excluded.size >= log.size");
    last = connection.prepareStatement("SELECT last FROM clock");
    advance = connection.prepareStatement("UPDATE clock SET last = ? WHERE last <= ?");
    pinned = connection.prepareStatement("SELECT key FROM pin WHERE origin = ?");
    pin = connection.prepareStatement("INSERT INTO pin (origin, key, time) VALUES (?, ?, ?)");
    count = connection.prepareStatement("SELECT count(*) FROM fork WHERE origin = ?");
    keep =
        connection.prepareStatement(
            "INSERT INTO fork (origin, size, text, cosigned, other, time)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    forks =
        connection.prepareStatement(
            "SELECT origin, size, cosigned, other, time FROM fork ORDER BY number");
  }

  @Override
  public Optional<LogState> log(String origin) throws WitnessStoreException {
    try {
      log.setString(1, origin);
      try (ResultSet rows = log.executeQuery()) {
        return rows.next() ? Optional.of(state(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  List<LogState> logs() throws WitnessStoreException {
    try (ResultSet rows = logs.executeQuery()) {
      List<LogState> all = new ArrayList<>();
      while (rows.next()) {
        all.add(state(rows));
      }
      return all;
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  private static LogState state(ResultSet row) throws SQLException, WitnessStoreException {
    return new LogState(
        row.getString(1),
        row.getLong(2),
        Bytes.copyOf(row.getBytes(3)),
        note(row.getString(4)),
        Instant.ofEpochSecond(row.getLong(5)));
  }

  private static SignedNote note(String text) throws WitnessStoreException {
    try {
      return SignedNote.parse(text);
    } catch (MalformedLedgerException e) {
      throw new WitnessStoreException("a damaged note in the witness's state", e);
    }
  }

  @Override
  public void cosigned(LogState state) throws WitnessStoreException {
    long time = state.time().getEpochSecond();
    try {
      put.setString(1, state.origin());
      put.setLong(2, state.size());
      put.setBytes(3, state.root().toByteArray());
      put.setString(4, state.note().encoded());
      put.setLong(5, time);
      advance.setLong(1, time);
      advance.setLong(2, time);
      // The last word against going back, whatever was decided: neither size nor time decreases.
      if (put.executeUpdate() != 1 || advance.executeUpdate() != 1) {
        throw new WitnessStoreException("the witness's state would have gone back");
      }
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  @Override
  public Instant lastCosignature() throws WitnessStoreException {
    try (ResultSet rows = last.executeQuery()) {
      if (!rows.next()) {
        throw new WitnessStoreException("the witness's state is damaged: no last time");
      }
      return Instant.ofEpochSecond(rows.getLong(1));
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  @Override
  public Optional<VerifierKey> pinned(String origin) throws WitnessStoreException {
    try {
      pinned.setString(1, origin);
      try (ResultSet rows = pinned.executeQuery()) {
        return rows.next() ? Optional.of(VerifierKey.parse(rows.getString(1))) : Optional.empty();
      }
    } catch (MalformedLedgerException e) {
      throw new WitnessStoreException("a damaged key in the witness's state", e);
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  @Override
  public void pin(VerifierKey key, Instant time) throws WitnessStoreException {
    try {
      pin.setString(1, key.name());
      pin.setString(2, key.text());
      pin.setLong(3, time.getEpochSecond());
      pin.executeUpdate();
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  @Override
  public boolean keep(Fork fork) throws WitnessStoreException {
    try {
      count.setString(1, fork.origin());
      try (ResultSet rows = count.executeQuery()) {
        if (rows.next() && rows.getLong(1) >= Fork.KEPT_PER_LOG) {
          return false;
        }
      }
      keep.setString(1, fork.origin());
      keep.setLong(2, fork.size());
      keep.setString(3, fork.other().text());
      keep.setString(4, fork.cosigned().encoded());
      keep.setString(5, fork.other().encoded());
      keep.setLong(6, fork.seen().getEpochSecond());
      return keep.executeUpdate() == 1;
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  List<Fork> forks() throws WitnessStoreException {
    try (ResultSet rows = forks.executeQuery()) {
      List<Fork> all = new ArrayList<>();
      while (rows.next()) {
        all.add(
            new Fork(
                rows.getString(1),
                rows.getLong(2),
                note(rows.getString(3)),
                note(rows.getString(4)),
                Instant.ofEpochSecond(rows.getLong(5))));
      }
      return all;
    } catch (SQLException e) {
      throw SqliteFile.failure(e);
    }
  }

  void begin() throws SQLException {
    run("BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    run("COMMIT");
  }

  void rollback() throws SQLException {
    run("ROLLBACK");
  }

  private void run(String command) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Everything that was answered is on the disk already.
    }
  }
}

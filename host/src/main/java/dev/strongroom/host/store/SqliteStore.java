// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A store in one SQLite file, for one machine.
///
/// Writes go through a write-ahead log that is flushed before they are acknowledged; writes that
/// wait at the same time share a flush. Reads run beside them, each over its own connection, and
/// see every acknowledged write. Two processes may have the file open; compare-and-set holds
/// between them. The directory must be on a local disk.
public final class SqliteStore implements KeyValueStore {
  private static final int READERS = 4;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final SqliteReaders readers;
  private final GroupCommit writer;

  private SqliteStore(SqliteDatabase database) {
    readers = new SqliteReaders(database, READERS);
    writer = new GroupCommit("sqlite", new SqliteJournal(database));
  }

  /// Opens `file`, or creates it in a directory that exists.
  ///
  /// @throws StoreException if that can't be done, or it is something else's file
  public static SqliteStore open(Path file) throws StoreException {
    return open(file, Long.MAX_VALUE);
  }

  /// The same with a limit, beyond which puts fail as [StoreFailure.DiskFull]: what else is on the
  /// disk needs room as well.
  ///
  /// @param maxBytes of the file; the log beside it may take another 64 MiB
  public static SqliteStore open(Path file, long maxBytes) throws StoreException {
    SqliteDatabase database = new SqliteDatabase(file, maxBytes);
    database.create();
    return new SqliteStore(database);
  }

  /// Copies a store into a file for its owner alone, as it is at one moment, while a host may use
  /// it. When this returns the copy is whole and on the disk.
  ///
  /// @param file the store's
  /// @param copy must not exist
  /// @return how many entries the copy has
  /// @throws StoreException if it isn't a store, or can't be copied; then no copy is left
  public static long copy(Path file, Path copy) throws StoreException {
    if (!Files.isRegularFile(file)) {
      throw new StoreException(new StoreFailure.Unavailable(file + ": no store is there"));
    }
    if (Files.exists(copy)) {
      throw new StoreException(new StoreFailure.Unavailable(copy + " exists already"));
    }
    // Beside it, so that whoever sees the copy sees a whole one.
    Path growing = copy.resolveSibling(copy.getFileName() + ".part");
    try {
      try {
        Files.deleteIfExists(growing);
        Files.createFile(growing, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        long entries = new SqliteDatabase(file, Long.MAX_VALUE).copy(growing);
        try (FileChannel written = FileChannel.open(growing, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        Files.move(growing, copy, StandardCopyOption.ATOMIC_MOVE);
        return entries;
      } finally {
        Files.deleteIfExists(growing);
      }
    } catch (IOException e) {
      throw new StoreException(
          new StoreFailure.Unavailable("can't write " + copy + ": " + e.getMessage()), e);
    }
  }

  @Override
  public Optional<Versioned> get(Bytes key) throws StoreException {
    Limits.checkKey(key);
    return readers.read(reader -> reader.get(key));
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
    return readers.read(reader -> reader.scan(range, limit));
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}

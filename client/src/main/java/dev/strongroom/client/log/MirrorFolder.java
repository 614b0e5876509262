// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.tile.TileId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A mirror's files. New ones are gathered beside the others, and take their places only once all
/// of them are on the disk; the checkpoint goes last. What is interrupted leaves the old mirror.
final class MirrorFolder implements AutoCloseable {
  private static final String KEY = "log-key";
  private static final String INCOMING = ".incoming";
  private static final String LOCK = ".lock";
  private static final int LONGEST = 1 << 25;

  private final Path folder;
  private final FileChannel lock;
  private final List<String> gathered = new ArrayList<>();

  private MirrorFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// Opens a mirror, and keeps others from writing to it.
  ///
  /// @param folder made if missing
  /// @throws IOException also if somebody else writes to it
  static MirrorFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held == null) {
        throw new IOException(folder + ": somebody else is writing to this mirror");
      }
      MirrorFolder mirror = new MirrorFolder(folder, channel);
      delete(mirror.incoming());
      return mirror;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(folder + ": somebody else is writing to this mirror", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  LogReader reader() {
    return new LogReader(new FolderLog(folder));
  }

  boolean empty() {
    return !Files.exists(folder.resolve(LogReader.CHECKPOINT));
  }

  /// The key by which it was mirrored before.
  ///
  /// @throws MalformedLedgerException if it isn't one
  static Optional<VerifierKey> key(Path folder) throws IOException, MalformedLedgerException {
    Path file = folder.resolve(KEY);
    return Files.exists(file)
        ? Optional.of(VerifierKey.parse(Files.readString(file).strip()))
        : Optional.empty();
  }

  /// Gathers a file, unless the same is there already.
  ///
  /// @param path after the log's prefix
  void gather(String path, Bytes content) throws IOException {
    // One that differs is left over from a tree that was put in place up to its checkpoint only.
    Optional<Bytes> there = new FolderLog(folder).read(path, LONGEST);
    if (there.isEmpty() || !there.get().equals(content)) {
      write(incoming().resolve(path), content);
      gathered.add(path);
    }
  }

  /// How many files were gathered.
  int gathered() {
    return gathered.size();
  }

  /// Puts everything in its place.
  ///
  /// @param checkpoint the last of all
  /// @param whole tiles whose narrower forms can go, as tlog-tiles allows
  void finish(VerifierKey key, String checkpoint, List<TileId> whole) throws IOException {
    for (String path : gathered) {
      place(path);
    }
    write(incoming().resolve(KEY), Bytes.utf8(key.text() + "\n"));
    place(KEY);
    write(incoming().resolve(LogReader.CHECKPOINT), Bytes.utf8(checkpoint));
    place(LogReader.CHECKPOINT);
    for (TileId tile : whole) {
      delete(folder.resolve(tile.path() + ".p"));
    }
    delete(incoming());
  }

  /// Keeps a checkpoint that contradicts the mirror: it is what shows the log's fault.
  ///
  /// @return where
  Path keep(String checkpoint) throws IOException {
    Path file = folder.resolve("refused-checkpoint");
    write(file, Bytes.utf8(checkpoint));
    return file;
  }

  private Path incoming() {
    return folder.resolve(INCOMING);
  }

  private void place(String path) throws IOException {
    Path file = folder.resolve(path);
    Path parent = parent(file);
    Files.createDirectories(parent);
    Files.move(
        incoming().resolve(path),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    // Names have to be on the disk before the checkpoint that needs them.
    try (FileChannel names = FileChannel.open(parent)) {
      names.force(true);
    }
  }

  private static void write(Path file, Bytes content) throws IOException {
    Files.createDirectories(parent(file));
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static Path parent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IOException(file + " is in no folder");
    }
    return parent;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(tree)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A key in a file, and beside it, in `FILE.heads`, what was seen last: a line `ID=VERSION.MARK`
/// for each. Both are the user's alone (mode 0600). Several processes may use the same.
/// Thread-safe.
public final class HistoryFile implements HistoryHeads, AutoCloseable {
  private static final int MOST_KEY = 64;
  private static final long MOST_HEADS = 16 << 20;

  /// A lock of a file is the whole process's, and can't be taken twice.
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final HistoryKey key;
  private final Path heads;
  private final Path lock;
  private Map<String, HistoryHead> known = Map.of();

  private HistoryFile(HistoryKey key, Path file) throws IOException {
    this.key = key;
    this.heads = file.resolveSibling(file.getFileName() + ".heads");
    this.lock = file.resolveSibling(file.getFileName() + ".lock");
    read();
  }

  /// Opens a key, which is made if there is no such file.
  ///
  /// @throws IOException if it can't be read or made, isn't one, or others may read it
  public static HistoryFile open(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      try (HistoryKey made = HistoryKey.generate(random)) {
        make(file, made);
      } catch (FileAlreadyExistsException e) {
        // Somebody else was quicker: theirs counts.
      }
    }
    HistoryKey key = key(file);
    try {
      return new HistoryFile(key, file);
    } catch (IOException e) {
      key.close();
      throw e;
    }
  }

  /// Under another name first, so that nobody reads half of it, and no crash leaves it so; a link
  /// doesn't replace a file.
  private static void make(Path file, HistoryKey made) throws IOException {
    byte[] text = made.text();
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path next = Files.createTempFile(folder, ".history-key", "", mine());
      try {
        Files.write(next, line, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.createLink(file, next);
      } finally {
        Files.delete(next);
      }
      // What is kept under it is lost without it, so its name has to be on the disk as well.
      try (FileChannel names = FileChannel.open(folder)) {
        names.force(true);
      }
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(line, (byte) 0);
    }
  }

  private static FileAttribute<?> mine() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static HistoryKey key(Path file) throws IOException {
    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    if (!permissions.endsWith("------")) {
      throw new IOException("others may read it: its mode has to be 0600");
    }
    if (Files.size(file) > MOST_KEY) {
      throw new IOException("not a key");
    }
    byte[] read = Files.readAllBytes(file);
    int end = read.length > 0 && read[read.length - 1] == '\n' ? read.length - 1 : read.length;
    byte[] text = Arrays.copyOf(read, end);
    try {
      return HistoryKey.of(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a key", e);
    } finally {
      Arrays.fill(read, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  /// The key.
  public HistoryKey key() {
    return key;
  }

  @Override
  public synchronized Optional<HistoryHead> head(String id) {
    return Optional.ofNullable(known.get(id));
  }

  @Override
  public synchronized Map<String, HistoryHead> all() {
    return known;
  }

  @Override
  public synchronized void seen(HistoryHead head) throws IOException {
    if (isKnown(head)) {
      return;
    }
    IN_THIS_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      // Another process may have seen more.
      read();
      if (!isKnown(head)) {
        Map<String, HistoryHead> more = new HashMap<>(known);
        more.put(head.id(), head);
        known = Map.copyOf(more);
        write();
      }
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private boolean isKnown(HistoryHead head) throws RolledBackException {
    return isKnown(known, head);
  }

  private static boolean isKnown(Map<String, HistoryHead> known, HistoryHead head)
      throws RolledBackException {
    HistoryHead before = known.get(head.id());
    if (before == null || before.version() < head.version()) {
      return false;
    }
    if (before.version() == head.version() && !before.equals(head)) {
      throw new RolledBackException(head.id());
    }
    return true;
  }

  private void read() throws IOException {
    if (!Files.exists(heads)) {
      return;
    }
    if (Files.size(heads) > MOST_HEADS) {
      throw new IOException(heads + ": more than can be remembered");
    }
    Map<String, HistoryHead> all = new HashMap<>(known);
    for (String line : Files.readAllLines(heads)) {
      try {
        HistoryHead head = HistoryHead.parse(line);
        if (!isKnown(all, head)) {
          all.put(head.id(), head);
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(heads + ": a line that isn't a head", e);
      }
    }
    known = Map.copyOf(all);
  }

  private void write() throws IOException {
    List<String> lines = new ArrayList<>();
    known.keySet().stream().sorted().forEach(id -> head(id).ifPresent(it -> lines.add(it.text())));
    Path next = heads.resolveSibling(heads.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(next, mine());
    Files.write(next, lines, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(next, heads, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Wipes the key in memory.
  @Override
  public void close() {
    key.close();
  }
}

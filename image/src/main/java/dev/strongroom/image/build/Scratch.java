// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder for what is in the making. It is locked as long as it is used, by which the next build
/// tells what a killed one left: a lock ends with its process, and a number of a process may be
/// anybody's.
final class Scratch implements AutoCloseable {
  private static final String PREFIX = "making-";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private Scratch(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /// A new one.
  ///
  /// @param parent made if missing; leftovers there are removed
  /// @throws IOException if it can't be written
  static Scratch in(Path parent) throws IOException {
    try {
      Files.createDirectories(parent);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(parent + " is no folder", e);
    }
    // A process loses its lock of a file as soon as it closes any of its own streams of it (POSIX,
    // fcntl): what this process may be using isn't touched.
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    removeLeftovers(parent, own);
    while (true) {
      Path folder = Files.createTempDirectory(parent, own);
      try {
        FileChannel lock =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (lock.tryLock() != null && Files.exists(folder.resolve(LOCK))) {
          return new Scratch(folder, lock);
        }
        lock.close();
      } catch (NoSuchFileException e) {
        // Another build took it for a leftover before it was locked.
      }
    }
  }

  /// The path of something in it.
  Path resolve(String name) {
    return folder.resolve(name);
  }

  /// Removes it and all that is in it.
  @Override
  public void close() throws IOException {
    try {
      delete(folder);
    } finally {
      lock.close();
    }
  }

  private static void removeLeftovers(Path parent, String own) throws IOException {
    List<Path> folders;
    try (Stream<Path> list = Files.list(parent)) {
      folders = list.filter(path -> isOthers(path, own)).filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          delete(folder);
        }
      } catch (IOException e) {
        // Another user's, or being removed by another build: it is in nobody's way.
      }
    }
  }

  private static boolean isOthers(Path path, String own) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(PREFIX) && !name.startsWith(own);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}

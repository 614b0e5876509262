// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of logs in a file, read again when the file has changed. A list that can't be read is
/// never replaced by what it said before: it may have been changed to take a log off it.
/// Thread-safe.
final class LogsFile {
  private static final long MAX = 16 << 20;

  private final Path file;
  private @Nullable Read read;

  /// What the file said.
  ///
  /// @param problem why `list` isn't what it says; null if it is
  private record Read(Stamp stamp, LogList list, @Nullable String problem) {}

  /// By which a changed file is known.
  private record Stamp(FileTime modified, long size, String identity) {}

  LogsFile(Path file) {
    this.file = file;
  }

  /// What the file says now.
  synchronized LogList current() throws UnreadableLogsException {
    Stamp stamp = stamp();
    Read known = read;
    if (known == null || !known.stamp().equals(stamp)) {
      known = read(stamp);
      read = known;
    }
    if (known.problem() != null) {
      throw new UnreadableLogsException(known.problem());
    }
    return known.list();
  }

  private Stamp stamp() throws UnreadableLogsException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
    } catch (IOException e) {
      throw new UnreadableLogsException(file + " can't be read (" + e.getMessage() + ")");
    }
  }

  private Read read(Stamp stamp) {
    LogList none = LogList.of(List.of());
    if (stamp.size() > MAX) {
      return new Read(stamp, none, file + " is longer than " + MAX + " bytes");
    }
    try {
      return new Read(stamp, LogList.parse(Bytes.copyOf(Files.readAllBytes(file))), null);
    } catch (UnreadableLogsException e) {
      return new Read(stamp, none, file + ", " + e.getMessage());
    } catch (IOException e) {
      return new Read(stamp, none, file + " can't be read (" + e.getMessage() + ")");
    }
  }
}

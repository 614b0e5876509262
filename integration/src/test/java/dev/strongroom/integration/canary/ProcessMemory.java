// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The memory of another process: everything that is mapped into it and can be read. It stands
/// still meanwhile.
final class ProcessMemory {
  private static final int PART = 1 << 20;
  private static final int PAGE = 4096;

  private final FileChannel memory;
  private final Search.Pass pass;

  /// What a search came to.
  ///
  /// @param found names of needles
  /// @param bytes how many were read
  record Seen(Set<String> found, long bytes) {}

  private ProcessMemory(FileChannel memory, Search.Pass pass) {
    this.memory = memory;
    this.pass = pass;
  }

  /// Searches it.
  static Seen search(long pid, Search search) throws IOException, InterruptedException {
    Path process = Path.of("/proc", String.valueOf(pid));
    Signals.freeze(pid);
    try (RandomAccessFile file = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
      Search.Pass pass = search.new Pass();
      ProcessMemory memory = new ProcessMemory(file.getChannel(), pass);
      long end = 0;
      for (String line : Files.readAllLines(process.resolve("maps"))) {
        end = memory.region(line, end);
      }
      return new Seen(pass.found(), pass.bytes());
    } finally {
      Signals.send("CONT", pid);
    }
  }

  /// @param line of the process's map: `start-end rwxp …`
  /// @return where it ends
  private long region(String line, long endBefore) throws IOException {
    int dash = line.indexOf('-');
    int blank = line.indexOf(' ');
    long start = Long.parseUnsignedLong(line.substring(0, dash), 16);
    long end = Long.parseUnsignedLong(line.substring(dash + 1, blank), 16);
    // The kernel's own pages are above what a file's offset can be, or can't be read by others.
    if (line.charAt(blank + 1) != 'r' || start < 0 || line.contains("[vvar")) {
      return end;
    }
    if (start != endBefore) {
      pass.gap();
    }
    ByteBuffer part = ByteBuffer.allocate(PART);
    for (long at = start; at < end; ) {
      int wanted = (int) Math.min(PART, end - at);
      int read = read(part, at, wanted);
      if (read <= 0 && wanted > PAGE) {
        read = read(part, at, PAGE);
      }
      if (read <= 0) {
        // Behind the end of a mapped file there is nothing.
        pass.gap();
        at += PAGE;
      } else {
        pass.next(part.array(), read);
        at += read;
      }
    }
    return end;
  }

  private int read(ByteBuffer part, long at, int wanted) {
    part.clear().limit(wanted);
    try {
      return memory.read(part, at);
    } catch (IOException e) {
      return -1;
    }
  }
}

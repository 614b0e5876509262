// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Looks for many needles at once in any number of bytes.
final class Search {
  private static final int PART = 1 << 20;
  private static final int HEAD = 4;
  private static final int SLOTS = 1 << 16;
  private static final int SPREAD = 0x9E3779B1;

  /// By the hash of a needle's first four bytes.
  private final List<List<Found>> slots = new ArrayList<>();

  private final boolean[] taken = new boolean[SLOTS];
  private final int longest;

  /// A needle as the search wants it.
  private static final class Found {
    private final String name;
    private final byte[] bytes;

    Found(Needle needle) {
      name = needle.name();
      bytes = needle.bytes().toByteArray();
    }
  }

  /// @param needles of four bytes and more
  Search(List<Needle> needles) {
    for (int i = 0; i < SLOTS; i++) {
      slots.add(List.of());
    }
    int most = HEAD;
    for (Needle needle : needles) {
      Found found = new Found(needle);
      int slot = slot(found.bytes, 0);
      List<Found> there = new ArrayList<>(slots.get(slot));
      there.add(found);
      slots.set(slot, there);
      taken[slot] = true;
      most = Math.max(most, found.bytes.length);
    }
    longest = most;
  }

  private static int slot(byte[] bytes, int at) {
    int head =
        (bytes[at] & 0xff)
            | ((bytes[at + 1] & 0xff) << 8)
            | ((bytes[at + 2] & 0xff) << 16)
            | (bytes[at + 3] << 24);
    return (head * SPREAD) >>> 16;
  }

  /// Names of the needles that are in a file.
  Set<String> in(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Pass pass = new Pass();
      byte[] part = new byte[PART];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        pass.next(part, read);
      }
      return pass.found();
    }
  }

  /// One way through bytes that come in parts.
  final class Pass {
    private final Set<String> found = new TreeSet<>();
    private byte[] window = new byte[PART + longest];
    private int kept;
    private long bytes;

    /// Goes on with bytes that follow those before.
    void next(byte[] part, int length) {
      if (kept + length > window.length) {
        byte[] longer = new byte[kept + length];
        System.arraycopy(window, 0, longer, 0, kept);
        window = longer;
      }
      System.arraycopy(part, 0, window, kept, length);
      int end = kept + length;
      bytes += length;
      for (int at = 0; at + HEAD <= end; at++) {
        int slot = slot(window, at);
        if (taken[slot]) {
          compare(slot, at, end);
        }
      }
      // A needle may begin here and end in the next part.
      int keep = Math.min(longest - 1, end);
      System.arraycopy(window, end - keep, window, 0, keep);
      kept = keep;
    }

    /// Says that the next bytes don't follow those before.
    void gap() {
      kept = 0;
    }

    private void compare(int slot, int at, int end) {
      for (Found needle : slots.get(slot)) {
        int length = needle.bytes.length;
        if (at + length <= end
            && java.util.Arrays.equals(window, at, at + length, needle.bytes, 0, length)) {
          found.add(needle.name);
        }
      }
    }

    /// Names of what was found so far.
    Set<String> found() {
      return found;
    }

    /// How many bytes went by.
    long bytes() {
      return bytes;
    }
  }
}

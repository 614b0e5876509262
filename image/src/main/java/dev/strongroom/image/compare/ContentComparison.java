// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.Listing.EntryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Looks into the files that differ: writes those of the first ramdisk to the disk in one pass,
/// then compares each of the second in another.
final class ContentComparison {
  /// More isn't written to the disk.
  private static final long MOST_BYTES = 1L << 31;

  private final Path scratch;

  /// @param scratch an empty folder
  ContentComparison(Path scratch) {
    this.scratch = scratch;
  }

  /// Compares the files of some names, which both ramdisks have.
  ///
  /// @return those that differ and that were looked into
  Map<EntryKey, ContentDifference> of(Blob first, Blob second, Collection<EntryKey> wanted)
      throws IOException {
    Map<EntryKey, ContentDifference> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    Set<EntryKey> names = new HashSet<>(wanted);
    Map<EntryKey, Path> files = new HashMap<>();
    long[] left = {MOST_BYTES};
    try {
      Listing.walk(
          first,
          (key, head, content) -> {
            if (names.contains(key) && head.size() <= left[0]) {
              left[0] -= head.size();
              files.put(key, write(content));
            }
          });
      Listing.walk(
          second,
          (key, head, content) -> {
            Path file = files.get(key);
            if (file != null && head.size() <= MOST_BYTES) {
              Path other = write(content);
              try {
                FileComparison.of(file, other, scratch, 0).ifPresent(d -> found.put(key, d));
              } finally {
                Files.deleteIfExists(other);
              }
            }
          });
    } finally {
      for (Path file : files.values()) {
        Files.deleteIfExists(file);
      }
    }
    return found;
  }

  private Path write(InputStream content) throws IOException {
    Path file = Files.createTempFile(scratch, "content", "");
    try (var out = Files.newOutputStream(file)) {
      content.transferTo(out);
    }
    return file;
  }
}

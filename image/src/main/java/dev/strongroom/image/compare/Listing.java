// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import dev.strongroom.image.ramdisk.RamdiskReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A ramdisk's entries, each with the digest of its content: as much of it as is kept in memory.
///
/// @param entries in the ramdisk's order
record Listing(Map<EntryKey, Listed> entries) {
  /// Much more than any image has; what is kept must fit into memory.
  private static final int MOST_ENTRIES = 1 << 17;

  private static final int MOST_NAME_BYTES = 1 << 25;
  private static final int BUFFER = 1 << 16;

  /// An entry's name, and which of this name it is: an archive may have a name twice.
  record EntryKey(Bytes name, int occurrence) {}

  /// An entry.
  ///
  /// @param sha256 of its content
  record Listed(RamdiskEntry head, Bytes sha256) {}

  /// Is shown each entry while its content can be read.
  @FunctionalInterface
  interface Visitor {
    void visit(EntryKey key, RamdiskEntry head, InputStream content) throws IOException;
  }

  /// Lists a ramdisk.
  ///
  /// @throws dev.strongroom.image.ramdisk.MalformedRamdiskException if it can't be understood
  /// @throws TooManyException if it has more entries than can be kept
  static Listing of(Blob ramdisk) throws IOException {
    Map<EntryKey, Listed> entries = new LinkedHashMap<>();
    long[] nameBytes = {0};
    byte[] buffer = new byte[BUFFER];
    walk(
        ramdisk,
        (key, head, content) -> {
          nameBytes[0] += head.name().length();
          if (entries.size() >= MOST_ENTRIES || nameBytes[0] > MOST_NAME_BYTES) {
            throw new TooManyException();
          }
          MessageDigest digest = Sha256.digest();
          for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            digest.update(buffer, 0, n);
          }
          entries.put(key, new Listed(head, Bytes.copyOf(digest.digest())));
        });
    return new Listing(entries);
  }

  /// Visits all entries in their order.
  static void walk(Blob ramdisk, Visitor visitor) throws IOException {
    Map<Bytes, Integer> seen = new HashMap<>();
    try (RamdiskReader reader = new RamdiskReader(ramdisk.open())) {
      for (Optional<RamdiskEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
        RamdiskEntry head = next.get();
        EntryKey key = new EntryKey(head.name(), seen.merge(head.name(), 1, Integer::sum));
        visitor.visit(key, head, reader.content());
      }
    }
  }

  /// How its parts are packed, such as `gzip`, in order.
  String packing() {
    Set<String> packing = new LinkedHashSet<>();
    entries.values().forEach(entry -> packing.add(packing(entry.head())));
    return packing.isEmpty() ? "nothing" : packing.stream().collect(Collectors.joining(" + "));
  }

  private static String packing(RamdiskEntry entry) {
    return switch (entry.compression()) {
      case NONE -> "no compression";
      case GZIP, XZ, ZSTD -> entry.compression().toString();
    };
  }

  /// More entries than can be kept in memory.
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1;

    TooManyException() {
      super("it has more than " + MOST_ENTRIES + " entries");
    }
  }
}

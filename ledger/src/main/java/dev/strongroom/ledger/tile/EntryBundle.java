// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Up to 256 consecutive entries, each after its length in two bytes, big-endian (C2SP tlog-tiles,
/// "Log entries").
///
/// @param entries what the leaves hold
public record EntryBundle(List<Bytes> entries) {
  /// The longest entry, in bytes.
  public static final int MAX_ENTRY = 0xffff;

  private static final int LENGTH = 2;

  /// Copies the list, and checks its length and the entries'.
  public EntryBundle {
    entries = List.copyOf(entries);
    if (entries.isEmpty()
        || entries.size() > TileId.WIDTH
        || entries.stream().anyMatch(entry -> entry.length() > MAX_ENTRY)) {
      throw new IllegalArgumentException("1 to 256 entries of at most 65535 bytes");
    }
  }

  /// Reads a bundle's bytes.
  ///
  /// @throws MalformedLedgerException if they aren't 1 to 256 entries
  public static EntryBundle parse(Bytes encoded) throws MalformedLedgerException {
    List<Bytes> entries = new ArrayList<>();
    int at = 0;
    while (at < encoded.length()) {
      if (entries.size() == TileId.WIDTH) {
        throw new MalformedLedgerException("a bundle of more than 256 entries");
      }
      int start = at + LENGTH;
      int end = start > encoded.length() ? -1 : start + length(encoded, at);
      if (end < 0 || end > encoded.length()) {
        throw new MalformedLedgerException("the bundle ends inside an entry, at byte " + at);
      }
      entries.add(encoded.slice(start, end));
      at = end;
    }
    if (entries.isEmpty()) {
      throw new MalformedLedgerException("a bundle without entries");
    }
    return new EntryBundle(entries);
  }

  private static int length(Bytes encoded, int at) {
    return (encoded.at(at) << 8) | encoded.at(at + 1);
  }

  /// The bundle's bytes.
  public Bytes encoded() {
    return encoded(entries.size());
  }

  /// The bytes of the narrower bundle that this one was before.
  public Bytes encoded(int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Bytes entry : entries.subList(0, width)) {
      out.write(entry.length() >>> 8);
      out.write(entry.length());
      out.writeBytes(entry.toByteArray());
    }
    return Bytes.copyOf(out.toByteArray());
  }
}

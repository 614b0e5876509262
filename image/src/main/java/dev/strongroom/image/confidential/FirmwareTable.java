// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_SIZE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_TABLE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_TABLE;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.confidential.MalformedFirmwareException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// The table at the end of OVMF's firmware, which is read backwards: each entry has its data first,
/// then its whole length (2 bytes) and its name (a GUID). The last entry is the table's own.
///
/// Source: OVMF's `ResetVector/Ia16/ResetVectorVtf0.asm`.
final class FirmwareTable {
  /// The largest firmware that QEMU maps below 4 GiB.
  private static final int LARGEST = 16 << 20;

  /// Behind the table come the reset vector and what surrounds it.
  private static final int BEHIND = 32;

  /// Length and name of an entry.
  private static final int HEAD = 18;

  private static final UUID TABLE = UUID.fromString("96b582de-1fb2-45f7-baea-a366c55a082d");

  private final Bytes bytes;
  private final Map<UUID, Integer> entries = new HashMap<>();
  private final Map<UUID, Integer> lengths = new HashMap<>();

  private FirmwareTable(Bytes bytes) {
    this.bytes = bytes;
  }

  /// Reads a file, or enough of it to be refused as too large.
  static Bytes file(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Bytes.copyOf(in.readNBytes(LARGEST + 1));
    }
  }

  /// Reads the table.
  ///
  /// @param bytes the whole firmware
  static FirmwareTable of(Bytes bytes) throws MalformedFirmwareException {
    if (bytes.length() == 0
        || bytes.length() > LARGEST
        || bytes.length() % LaunchDigest.PAGE != 0) {
      throw new MalformedFirmwareException(
          BAD_SIZE,
          Math.min(bytes.length(), LARGEST),
          "firmware has whole pages of 4096 bytes, and 16 MiB at most");
    }
    FirmwareTable table = new FirmwareTable(bytes);
    table.readEntries();
    return table;
  }

  private void readEntries() throws MalformedFirmwareException {
    int end = bytes.length() - BEHIND;
    if (!LittleEndian.guid(bytes, end - 16).equals(TABLE)) {
      throw wrong(NO_TABLE, end - 16, "OVMF's table isn't there");
    }
    int whole = LittleEndian.u16(bytes, end - HEAD);
    int start = end - whole;
    if (whole < HEAD || start < 0) {
      throw wrong(BAD_TABLE, end - HEAD, "a table of " + whole + " bytes");
    }
    int position = end - HEAD;
    while (position > start) {
      int head = position - HEAD;
      if (head < start) {
        throw wrong(BAD_TABLE, position, "an entry that begins before the table");
      }
      int length = LittleEndian.u16(bytes, head);
      if (length < HEAD || position - length < start) {
        throw wrong(BAD_TABLE, head, "an entry of " + length + " bytes");
      }
      UUID name = LittleEndian.guid(bytes, head + 2);
      if (entries.putIfAbsent(name, position - length) != null) {
        throw wrong(BAD_TABLE, head, "a second entry " + name);
      }
      lengths.put(name, length - HEAD);
      position -= length;
    }
  }

  /// Where an entry's data are.
  ///
  /// @param length that it has at least
  /// @param reason if there is none
  int entry(UUID name, int length, Reason reason) throws MalformedFirmwareException {
    Integer at = entries.get(name);
    if (at == null) {
      throw wrong(reason, bytes.length() - BEHIND, "its table has no entry " + name);
    }
    if (lengths.getOrDefault(name, 0) < length) {
      throw wrong(BAD_TABLE, at, "the entry " + name + " is too short");
    }
    return at;
  }

  /// Where something begins whose distance from the firmware's end is an entry's data.
  ///
  /// @param room that it needs at least
  /// @param missing if there is no such entry
  /// @param outside if it lies elsewhere
  int target(UUID name, int room, Reason missing, Reason outside)
      throws MalformedFirmwareException {
    int at = entry(name, 4, missing);
    long start = bytes.length() - u32(at);
    if (start < 0 || start > bytes.length() - room) {
      throw wrong(outside, at, "they lie outside of the firmware");
    }
    return (int) start;
  }

  /// The whole firmware.
  Bytes bytes() {
    return bytes;
  }

  /// A number in it.
  long u32(int at) {
    return LittleEndian.u32(bytes, at);
  }

  static MalformedFirmwareException wrong(Reason reason, long offset, String problem) {
    return new MalformedFirmwareException(reason, offset, problem);
  }
}

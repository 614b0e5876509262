// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static dev.strongroom.image.confidential.LaunchDigest.PAGE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_SNP_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_TABLE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_KERNEL_HASHES;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_SNP_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_TABLE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.UNKNOWN_SECTION;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.confidential.MalformedFirmwareException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The table at the end of OVMF's firmware, which is read backwards: each entry has its data first,
/// then its whole length (2 bytes) and its name (a GUID). The last entry is the table's own.
///
/// Source: OVMF's `ResetVector/Ia16/ResetVectorVtf0.asm` and `ResetVector/X64/OvmfSevMetadata.asm`.
final class FirmwareTable {
  /// Behind the table come the reset vector and what surrounds it.
  private static final int BEHIND = 32;

  /// Length and name of an entry.
  private static final int HEAD = 18;

  private static final UUID TABLE = UUID.fromString("96b582de-1fb2-45f7-baea-a366c55a082d");
  private static final UUID HASHES = UUID.fromString("7255371f-3a3b-4b04-927b-1da6efa8d454");
  private static final UUID RESET = UUID.fromString("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
  private static final UUID METADATA = UUID.fromString("dc886566-984a-4798-a75e-5585a7bf67cc");

  private static final int METADATA_HEAD = 16;
  private static final int SECTION = 12;
  private static final long MOST_SECTIONS = 64;
  private static final long MOST_MEMORY = 16L << 20;

  private final Bytes bytes;
  private final Map<UUID, Integer> entries = new HashMap<>();
  private final Map<UUID, Integer> lengths = new HashMap<>();

  private FirmwareTable(Bytes bytes) {
    this.bytes = bytes;
  }

  static SnpFirmware read(Bytes bytes) throws MalformedFirmwareException {
    FirmwareTable table = new FirmwareTable(bytes);
    table.readEntries();
    List<SnpSection> sections = table.sections();
    long hashes = table.hashes(sections);
    return new SnpFirmware(
        bytes, hashes, table.u32(table.entry(RESET, 4, NO_SNP_METADATA)), sections);
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

  private List<SnpSection> sections() throws MalformedFirmwareException {
    int at = entry(METADATA, 4, NO_SNP_METADATA);
    long start = bytes.length() - u32(at);
    if (start < 0 || start > bytes.length() - METADATA_HEAD) {
      throw wrong(BAD_SNP_METADATA, at, "they lie outside of the firmware");
    }
    int head = (int) start;
    long count = u32(head + 12);
    if (u32(head) != LittleEndian.ascii("ASEV") || u32(head + 8) != 1) {
      throw wrong(BAD_SNP_METADATA, head, "not version 1 of ASEV");
    }
    if (count < 1
        || count > MOST_SECTIONS
        || u32(head + 4) != METADATA_HEAD + count * SECTION
        || head + u32(head + 4) > bytes.length()) {
      throw wrong(BAD_SNP_METADATA, head + 4, count + " sections in " + u32(head + 4) + " bytes");
    }
    List<SnpSection> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(head + METADATA_HEAD + i * SECTION));
    }
    return sections;
  }

  private SnpSection section(int at) throws MalformedFirmwareException {
    long address = u32(at);
    long size = u32(at + 4);
    long number = u32(at + 8);
    SnpSection.Kind kind =
        SnpSection.Kind.of(number)
            .orElseThrow(() -> wrong(UNKNOWN_SECTION, at + 8, "a section of kind " + number));
    boolean onePage = kind != SnpSection.Kind.MEMORY && kind != SnpSection.Kind.SERVICE_MODULE;
    if (address % PAGE != 0
        || size % PAGE != 0
        || size == 0
        || size > MOST_MEMORY
        || (onePage && size != PAGE)) {
      throw wrong(BAD_SNP_METADATA, at, "%s: %d bytes at %x".formatted(kind, size, address));
    }
    return new SnpSection(kind, address, size);
  }

  /// Where the firmware looks for digests, which has to be where QEMU puts them.
  private long hashes(List<SnpSection> sections) throws MalformedFirmwareException {
    List<SnpSection> pages =
        sections.stream().filter(each -> each.kind() == SnpSection.Kind.KERNEL_HASHES).toList();
    if (pages.isEmpty()) {
      throw wrong(
          NO_KERNEL_HASHES,
          bytes.length(),
          "it checks nothing of what is started, so the image wouldn't be measured");
    }
    int at = entry(HASHES, 8, NO_KERNEL_HASHES);
    long address = u32(at);
    long page = pages.getFirst().address();
    if (pages.size() > 1
        || address < page
        || u32(at + 4) < DirectBoot.TABLE
        || address + u32(at + 4) > page + PAGE) {
      throw wrong(
          BAD_SNP_METADATA,
          at,
          "digests are looked for at %x, and lie in %x".formatted(address, page));
    }
    return address;
  }

  private int entry(UUID name, int length, Reason reason) throws MalformedFirmwareException {
    Integer at = entries.get(name);
    if (at == null) {
      throw wrong(reason, bytes.length() - BEHIND, "its table has no entry " + name);
    }
    if (lengths.getOrDefault(name, 0) < length) {
      throw wrong(BAD_TABLE, at, "the entry " + name + " is too short");
    }
    return at;
  }

  private long u32(int at) {
    return LittleEndian.u32(bytes, at);
  }

  private static MalformedFirmwareException wrong(Reason reason, long offset, String problem) {
    return new MalformedFirmwareException(reason, offset, problem);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static dev.strongroom.image.confidential.FirmwareTable.wrong;
import static dev.strongroom.image.confidential.LaunchDigest.PAGE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_SNP_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_KERNEL_HASHES;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_SNP_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.UNKNOWN_SECTION;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What firmware says about SEV-SNP.
///
/// Source: OVMF's `ResetVector/X64/OvmfSevMetadata.asm`.
final class SnpMetadata {
  private static final UUID HASHES = UUID.fromString("7255371f-3a3b-4b04-927b-1da6efa8d454");
  private static final UUID RESET = UUID.fromString("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
  private static final UUID METADATA = UUID.fromString("dc886566-984a-4798-a75e-5585a7bf67cc");

  private static final int HEAD = 16;
  private static final int SECTION = 12;
  private static final long MOST_SECTIONS = 64;
  private static final long MOST_MEMORY = 16L << 20;

  private final FirmwareTable table;

  private SnpMetadata(FirmwareTable table) {
    this.table = table;
  }

  static SnpFirmware read(Bytes bytes) throws MalformedFirmwareException {
    SnpMetadata metadata = new SnpMetadata(FirmwareTable.of(bytes));
    List<SnpSection> sections = metadata.sections();
    long hashes = metadata.hashes(sections);
    return new SnpFirmware(
        bytes,
        hashes,
        metadata.table.u32(metadata.table.entry(RESET, 4, NO_SNP_METADATA)),
        sections);
  }

  private List<SnpSection> sections() throws MalformedFirmwareException {
    int head = table.target(METADATA, HEAD, NO_SNP_METADATA, BAD_SNP_METADATA);
    long count = table.u32(head + 12);
    if (table.u32(head) != LittleEndian.ascii("ASEV") || table.u32(head + 8) != 1) {
      throw wrong(BAD_SNP_METADATA, head, "not version 1 of ASEV");
    }
    if (count < 1
        || count > MOST_SECTIONS
        || table.u32(head + 4) != HEAD + count * SECTION
        || head + table.u32(head + 4) > table.bytes().length()) {
      throw wrong(
          BAD_SNP_METADATA, head + 4, count + " sections in " + table.u32(head + 4) + " bytes");
    }
    List<SnpSection> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(head + HEAD + i * SECTION));
    }
    return sections;
  }

  private SnpSection section(int at) throws MalformedFirmwareException {
    long address = table.u32(at);
    long size = table.u32(at + 4);
    long number = table.u32(at + 8);
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
          table.bytes().length(),
          "it checks nothing of what is started, so the image wouldn't be measured");
    }
    int at = table.entry(HASHES, 8, NO_KERNEL_HASHES);
    long address = table.u32(at);
    long page = pages.getFirst().address();
    if (pages.size() > 1
        || address < page
        || table.u32(at + 4) < DirectBoot.TABLE
        || address + table.u32(at + 4) > page + PAGE) {
      throw wrong(
          BAD_SNP_METADATA,
          at,
          "digests are looked for at %x, and lie in %x".formatted(address, page));
    }
    return address;
  }
}

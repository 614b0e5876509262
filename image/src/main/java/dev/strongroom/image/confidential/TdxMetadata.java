// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static dev.strongroom.image.confidential.FirmwareTable.wrong;
import static dev.strongroom.image.confidential.LaunchDigest.PAGE;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.BAD_TDX_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.CODE_NOT_MEASURED;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.NO_TDX_METADATA;
import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.UNKNOWN_SECTION;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What firmware says about TDX.
///
/// Stricter than QEMU where QEMU would measure something that this file doesn't say: pages beyond a
/// section's data, or content that the host makes.
///
/// Source: Intel 344991, TDX Virtual Firmware Design Guide, "TDVF Metadata".
final class TdxMetadata {
  private static final UUID METADATA = UUID.fromString("e47a6535-984a-4798-865e-4685a7bf8ec2");

  private static final int HEAD = 16;
  private static final int SECTION = 32;
  private static final long MOST_SECTIONS = 64;
  private static final long MOST_MEMORY = 16L << 20;
  private static final long FOUR_GIB = 1L << 32;

  /// The attribute of a section whose content is measured.
  private static final long MEASURED = 1;

  private final FirmwareTable table;

  private TdxMetadata(FirmwareTable table) {
    this.table = table;
  }

  static TdxFirmware read(Bytes bytes) throws MalformedFirmwareException {
    TdxMetadata metadata = new TdxMetadata(FirmwareTable.of(bytes));
    List<TdxSection> sections = metadata.sections();
    metadata.checkCode(sections);
    return new TdxFirmware(bytes, sections, metadata.variables(sections));
  }

  private List<TdxSection> sections() throws MalformedFirmwareException {
    int head = table.target(METADATA, HEAD, NO_TDX_METADATA, BAD_TDX_METADATA);
    long length = table.u32(head + 4);
    long count = table.u32(head + 12);
    if (table.u32(head) != LittleEndian.ascii("TDVF") || table.u32(head + 8) != 1) {
      throw wrong(BAD_TDX_METADATA, head, "not version 1 of TDVF");
    }
    if (count < 1
        || count > MOST_SECTIONS
        || length != HEAD + count * SECTION
        || head + length > table.bytes().length()) {
      throw wrong(BAD_TDX_METADATA, head + 4, count + " sections in " + length + " bytes");
    }
    List<TdxSection> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(head + HEAD + i * SECTION));
    }
    return sections;
  }

  private TdxSection section(int at) throws MalformedFirmwareException {
    long offset = table.u32(at);
    long length = table.u32(at + 4);
    long address = LittleEndian.u64(table.bytes(), at + 8);
    long size = LittleEndian.u64(table.bytes(), at + 16);
    long number = table.u32(at + 24);
    long attributes = table.u32(at + 28);
    TdxSection.Kind kind =
        TdxSection.Kind.of(number)
            .orElseThrow(() -> wrong(UNKNOWN_SECTION, at + 24, "a section of kind " + number));
    // Only the code: variables are taken out, and what else there is the host writes.
    boolean measured = attributes == MEASURED;
    if ((attributes != 0 && !measured) || (measured && kind != TdxSection.Kind.CODE)) {
      throw wrong(UNKNOWN_SECTION, at + 28, "%s with attributes %x".formatted(kind, attributes));
    }
    // Neither bound can overflow: a page below 4 GiB, and at most 16 MiB.
    if (address < 0
        || address >= FOUR_GIB
        || address % PAGE != 0
        || size <= 0
        || size > MOST_MEMORY
        || size % PAGE != 0) {
      throw wrong(BAD_TDX_METADATA, at + 8, "%s: %d bytes at %x".formatted(kind, size, address));
    }
    if (kind.fromFile() ? !wholeIn(offset, length, address, size) : length != 0) {
      throw wrong(BAD_TDX_METADATA, at, "%s: %d bytes of the file".formatted(kind, length));
    }
    return new TdxSection(kind, address, size, kind.fromFile() ? (int) offset : 0, measured);
  }

  /// Whether a section is the part of the file that QEMU maps there.
  private boolean wholeIn(long offset, long length, long address, long size) {
    return length == size
        && offset + length <= table.bytes().length()
        && address == FOUR_GIB - table.bytes().length() + offset;
  }

  /// A trust domain's first instruction is 16 bytes below 4 GiB.
  private void checkCode(List<TdxSection> sections) throws MalformedFirmwareException {
    List<TdxSection> code =
        sections.stream().filter(each -> each.kind() == TdxSection.Kind.CODE).toList();
    if (code.stream().noneMatch(each -> each.address() + each.size() == FOUR_GIB)) {
      throw wrong(BAD_TDX_METADATA, table.bytes().length(), "nothing is where a guest starts");
    }
    if (!code.stream().allMatch(TdxSection::measured)) {
      throw wrong(CODE_NOT_MEASURED, table.bytes().length(), "anybody's code could be there");
    }
  }

  private VariableStore variables(List<TdxSection> sections) throws MalformedFirmwareException {
    List<TdxSection> variables =
        sections.stream().filter(each -> each.kind() == TdxSection.Kind.VARIABLES).toList();
    if (variables.size() != 1) {
      throw wrong(
          BAD_TDX_METADATA, table.bytes().length(), variables.size() + " sections of variables");
    }
    return VariableStore.in(table.bytes(), variables.getFirst());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The first 548 bytes of an image, big endian: magic, version, flags, defaults for memory and CPUs
/// (which nothing obeys), the number of sections, where each one's header is and how long its data
/// are, and the checksum.
///
/// @param version of the format, 2 to 4
/// @param architecture for which processors
/// @param defaults for memory and CPUs
/// @param sections in file order, without gaps
record Header(int version, Architecture architecture, Defaults defaults, List<Section> sections) {
  static final int MAGIC = 0x2e656966;
  static final int LENGTH = 548;
  static final int CHECKSUM_AT = LENGTH - Integer.BYTES;
  static final int SECTION_COUNT_AT = 26;
  static final int OFFSETS_AT = 28;
  static final int MOST_SECTIONS = 32;
  static final int SIZES_AT = OFFSETS_AT + MOST_SECTIONS * Long.BYTES;
  static final int NEWEST = 4;

  /// Memory and CPUs that a launcher might take if it was told nothing; none does.
  ///
  /// @param memory in bytes
  /// @param cpus how many
  record Defaults(long memory, long cpus) {
    /// What AWS's builder writes.
    static final Defaults OF_AWS = new Defaults(1L << 30, 2);
  }

  Header {
    sections = List.copyOf(sections);
  }

  /// A header for sections of these types and sizes, one after the other.
  static Header of(
      int version, Architecture architecture, Defaults defaults, List<SectionSource> sources) {
    List<Section> sections = new ArrayList<>();
    long position = LENGTH;
    for (SectionSource source : sources) {
      Section section =
          new Section(source.type(), position + Section.HEAD, source.content().size());
      sections.add(section);
      position = section.end();
    }
    return new Header(version, architecture, defaults, sections);
  }

  /// All of it but the checksum, which comes last.
  byte[] withoutChecksum() {
    ByteBuffer header = ByteBuffer.allocate(CHECKSUM_AT);
    header
        .putInt(MAGIC)
        .putShort((short) version)
        .putShort((short) architecture.flags())
        .putLong(defaults.memory())
        .putLong(defaults.cpus())
        .putShort((short) 0)
        .putShort((short) sections.size());
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      header.putLong(OFFSETS_AT + i * Long.BYTES, section.position() - Section.HEAD);
      header.putLong(SIZES_AT + i * Long.BYTES, section.size());
    }
    return header.array();
  }

  static byte[] headOf(Section section) {
    return ByteBuffer.allocate(Section.HEAD)
        .putShort((short) section.type().number())
        .putShort((short) 0)
        .putLong(section.size())
        .array();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.image.eif.MalformedEifException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads an image's header and those of its sections, and refuses whatever leaves a choice of how
/// to read it: gaps, overlaps, two tables that disagree, sections of which there may be one only.
final class HeaderReader {
  private static final int FLAGS_AT = 6;
  private static final int DEFAULTS_AT = 8;
  private static final int RESERVED_AT = 24;
  private static final int RESERVED_TOO_AT = 540;
  private static final int OLDEST = 2;
  private static final int FEWEST_SECTIONS = 2;
  private static final long LARGEST_COMMAND_LINE = 1 << 16;
  private static final long LARGEST_METADATA = 1 << 20;

  private final FileChannel file;
  private final long fileSize;
  private final ByteBuffer header;

  private HeaderReader(FileChannel file, ByteBuffer header) throws IOException {
    this.file = file;
    this.fileSize = file.size();
    this.header = header;
  }

  /// The bytes of a file's header, as far as there are any.
  static ByteBuffer bytes(FileChannel file) throws IOException {
    return readFully(file, 0, Header.LENGTH);
  }

  static Header read(FileChannel file, ByteBuffer header)
      throws IOException, MalformedEifException {
    return new HeaderReader(file, header).read();
  }

  private Header read() throws IOException, MalformedEifException {
    if (header.limit() < Integer.BYTES || header.getInt(0) != Header.MAGIC) {
      throw new MalformedEifException(Reason.BAD_MAGIC, 0, "the file doesn't begin with \".eif\"");
    }
    if (header.limit() < Header.LENGTH) {
      throw truncated("the file ends inside its header");
    }
    int version = unsigned(4);
    if (version < OLDEST || version > Header.NEWEST) {
      throw new MalformedEifException(
          Reason.UNSUPPORTED_VERSION, 4, "version " + version + " instead of 2, 3 or 4");
    }
    Architecture architecture = architecture();
    requireZero(RESERVED_AT, Short.BYTES);
    requireZero(RESERVED_TOO_AT, Integer.BYTES);
    int count = unsigned(Header.SECTION_COUNT_AT);
    if (count < FEWEST_SECTIONS || count > Header.MOST_SECTIONS) {
      throw new MalformedEifException(
          Reason.BAD_SECTION_COUNT,
          Header.SECTION_COUNT_AT,
          count + " sections instead of 2 to 32");
    }
    List<Section> sections = sections(version, count);
    requireSections(version, sections);
    Header.Defaults defaults =
        new Header.Defaults(header.getLong(DEFAULTS_AT), header.getLong(DEFAULTS_AT + Long.BYTES));
    return new Header(version, architecture, defaults, sections);
  }

  private Architecture architecture() throws MalformedEifException {
    int flags = unsigned(FLAGS_AT);
    for (Architecture architecture : Architecture.values()) {
      if (architecture.flags() == flags) {
        return architecture;
      }
    }
    throw new MalformedEifException(
        Reason.UNKNOWN_FLAGS, FLAGS_AT, "flags 0x" + Integer.toHexString(flags));
  }

  private List<Section> sections(int version, int count) throws IOException, MalformedEifException {
    List<Section> sections = new ArrayList<>();
    long position = Header.LENGTH;
    for (int i = 0; i < Header.MOST_SECTIONS; i++) {
      int offsetAt = Header.OFFSETS_AT + i * Long.BYTES;
      int sizeAt = Header.SIZES_AT + i * Long.BYTES;
      if (i >= count) {
        requireUnused(offsetAt);
        requireUnused(sizeAt);
        continue;
      }
      if (header.getLong(offsetAt) != position) {
        throw new MalformedEifException(
            Reason.HEADER_TABLE_MISMATCH,
            offsetAt,
            "the table has section %d at byte %s, where it can't be: it starts at byte %d"
                .formatted(i, Long.toUnsignedString(header.getLong(offsetAt)), position));
      }
      Section section = section(version, i, position, header.getLong(sizeAt), sizeAt);
      sections.add(section);
      position = section.end();
    }
    if (position != fileSize) {
      throw new MalformedEifException(
          Reason.TRAILING_BYTES,
          position,
          (fileSize - position) + " bytes follow after the last section");
    }
    return sections;
  }

  private Section section(int version, int index, long at, long sizeInTable, int sizeAt)
      throws IOException, MalformedEifException {
    ByteBuffer head = readFully(file, at, Section.HEAD);
    if (head.limit() < Section.HEAD) {
      throw truncated("the file ends inside the header of section " + index);
    }
    int number = Short.toUnsignedInt(head.getShort(0));
    Optional<SectionType> type = SectionType.of(number);
    if (type.isEmpty() || type.get().since() > version) {
      throw new MalformedEifException(
          Reason.UNKNOWN_SECTION,
          at,
          "section %d is of type %d, which version %d doesn't have"
              .formatted(index, number, version));
    }
    if (head.getShort(2) != 0) {
      throw new MalformedEifException(
          Reason.UNKNOWN_FLAGS, at + 2, "section " + index + " has flags");
    }
    long size = head.getLong(4);
    if (size != sizeInTable) {
      throw new MalformedEifException(
          Reason.HEADER_TABLE_MISMATCH,
          sizeAt,
          "the table says that section %d has %s bytes, its own header %s"
              .formatted(index, Long.toUnsignedString(sizeInTable), Long.toUnsignedString(size)));
    }
    long position = at + Section.HEAD;
    if (size < 0 || size > fileSize - position) {
      throw truncated(
          "section %d has %s bytes, %d are there"
              .formatted(index, Long.toUnsignedString(size), fileSize - position));
    }
    Section section = new Section(type.get(), position, size);
    if (size > largest(section.type())) {
      throw new MalformedEifException(
          Reason.TOO_LARGE, position, "a " + section.type() + " of " + size + " bytes");
    }
    return section;
  }

  private static long largest(SectionType type) {
    return switch (type) {
      case KERNEL, RAMDISK -> Long.MAX_VALUE;
      case COMMAND_LINE -> LARGEST_COMMAND_LINE;
      case METADATA -> LARGEST_METADATA;
      case SIGNATURE -> SignatureSection.LARGEST;
    };
  }

  private void requireSections(int version, List<Section> sections) throws MalformedEifException {
    Map<SectionType, Section> first = new EnumMap<>(SectionType.class);
    SectionType previous = SectionType.KERNEL;
    for (Section section : sections) {
      SectionType type = section.type();
      if (first.putIfAbsent(type, section) != null && type != SectionType.RAMDISK) {
        throw new MalformedEifException(duplicate(type), section.position(), "a second " + type);
      }
      if (type.measured()) {
        if (type.compareTo(previous) < 0) {
          throw new MalformedEifException(
              Reason.SECTION_ORDER, section.position(), "a " + type + " after a " + previous);
        }
        previous = type;
      }
    }
    for (SectionType type : SectionType.values()) {
      boolean needed =
          switch (type) {
            case KERNEL, COMMAND_LINE -> true;
            case METADATA -> version >= type.since();
            case RAMDISK, SIGNATURE -> false;
          };
      if (needed && !first.containsKey(type)) {
        throw new MalformedEifException(
            Reason.MISSING_SECTION, Header.SECTION_COUNT_AT, "there is no " + type);
      }
    }
  }

  private static Reason duplicate(SectionType type) {
    return switch (type) {
      case KERNEL -> Reason.DUPLICATE_KERNEL;
      case COMMAND_LINE -> Reason.DUPLICATE_COMMAND_LINE;
      case SIGNATURE -> Reason.DUPLICATE_SIGNATURE;
      case METADATA -> Reason.DUPLICATE_METADATA;
      case RAMDISK -> throw new IllegalArgumentException("there may be many ramdisks");
    };
  }

  private void requireZero(int at, int length) throws MalformedEifException {
    for (int i = at; i < at + length; i++) {
      if (header.get(i) != 0) {
        throw new MalformedEifException(Reason.RESERVED_NOT_ZERO, i, "a reserved byte isn't zero");
      }
    }
  }

  private void requireUnused(int at) throws MalformedEifException {
    if (header.getLong(at) != 0) {
      throw new MalformedEifException(
          Reason.HEADER_TABLE_MISMATCH, at, "the table has more sections than the header counts");
    }
  }

  private int unsigned(int at) {
    return Short.toUnsignedInt(header.getShort(at));
  }

  private MalformedEifException truncated(String message) {
    return new MalformedEifException(Reason.TRUNCATED, fileSize, message);
  }

  private static ByteBuffer readFully(FileChannel file, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
      // Until it is full or the file ends.
    }
    return buffer.flip();
  }
}

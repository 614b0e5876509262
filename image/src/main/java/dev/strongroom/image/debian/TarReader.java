// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.debian.TarEntry.Kind;
import dev.strongroom.image.debian.TarHeader.MalformedHeaderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive once, from its beginning to its end: POSIX's and GNU's format with their
/// ways to say long names. What a package has no use for is refused: devices, sparse files, unknown
/// types, extended attributes, anything but zeros after the end.
final class TarReader {
  private static final int BLOCK = TarHeader.LENGTH;
  private static final int MAX_EXTENSION = 64 * 1024;
  private static final int MAX_ENTRIES = 500_000;

  private final InputStream in;
  private final String part;
  private long position;
  private long contentEnd;
  private int entries;

  /// @param in the archive, unpacked
  /// @param part what to call it in errors
  TarReader(InputStream in, String part) {
    this.in = in;
    this.part = part;
  }

  /// The next entry, or null at the archive's end. What wasn't read of the last one is skipped.
  @Nullable TarEntry next() throws IOException, MalformedPackageException {
    PaxRecords pax = PaxRecords.NONE;
    @Nullable String longName = null;
    @Nullable String longLink = null;
    while (true) {
      skipTo(padded(contentEnd));
      long at = position;
      TarHeader header = header();
      if (header == null) {
        if (longName != null || longLink != null || !pax.equals(PaxRecords.NONE)) {
          throw malformed(at, "the archive ends after the long name of nothing");
        }
        return null;
      }
      if (++entries > MAX_ENTRIES) {
        throw malformed(at, "more than " + MAX_ENTRIES + " entries");
      }
      switch (header.type()) {
        case 'L' -> longName = longText(header, at);
        case 'K' -> longLink = longText(header, at);
        case 'x' -> pax = PaxRecords.parse(extension(header, at), part, at + BLOCK);
        default -> {
          return entry(header, pax.overriding(header, longName, longLink), at);
        }
      }
    }
  }

  /// The bytes of the file that [#next] told of last; valid until it is called again.
  InputStream content() {
    return new Content();
  }

  /// How far the archive was read, in bytes.
  long position() {
    return position;
  }

  private TarEntry entry(TarHeader plain, TarHeader header, long at)
      throws MalformedPackageException {
    Kind kind =
        switch (plain.type()) {
          case '0' -> Kind.FILE;
          case '1' -> Kind.HARD_LINK;
          case '2' -> Kind.SYMBOLIC_LINK;
          case '5' -> Kind.DIRECTORY;
          case '3', '4' -> throw malformed(at, header.name() + " is a device");
          case '6' -> throw malformed(at, header.name() + " is a named pipe");
          default -> throw malformed(at, "an entry of unknown type " + (int) plain.type());
        };
    if (kind != Kind.FILE && header.size() != 0) {
      throw malformed(at, header.name() + " has bytes, but is no file");
    }
    contentEnd = position + header.size();
    return new TarEntry(header.name(), kind, header.mode(), header.size(), header.link(), at);
  }

  /// The header here, or null at the archive's end: two blocks of zeros, then nothing but zeros.
  private @Nullable TarHeader header() throws IOException, MalformedPackageException {
    long at = position;
    byte[] block = block();
    if (isZero(block, block.length)) {
      if (!isZero(block(), BLOCK)) {
        throw malformed(at, "one block of zeros, where two end an archive");
      }
      requireZeros();
      return null;
    }
    try {
      return TarHeader.parse(block);
    } catch (MalformedHeaderException e) {
      throw malformed(at + e.offset(), e.problem());
    }
  }

  private String longText(TarHeader header, long at) throws IOException, MalformedPackageException {
    byte[] bytes = extension(header, at);
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    try {
      return TarHeader.utf8(bytes, 0, length);
    } catch (CharacterCodingException e) {
      throw malformed(at + BLOCK, "a name that isn't UTF-8");
    }
  }

  private byte[] extension(TarHeader header, long at)
      throws IOException, MalformedPackageException {
    if (header.size() > MAX_EXTENSION) {
      throw malformed(at, "a name of more than " + MAX_EXTENSION + " bytes");
    }
    contentEnd = position + header.size();
    byte[] bytes = in.readNBytes((int) header.size());
    position += bytes.length;
    if (position != contentEnd) {
      throw malformed(position, "the archive ends within a name");
    }
    return bytes;
  }

  private byte[] block() throws IOException, MalformedPackageException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw malformed(position + block.length, "the archive ends without its mark");
    }
    position += BLOCK;
    contentEnd = position;
    return block;
  }

  private void skipTo(long target) throws IOException, MalformedPackageException {
    byte[] buffer = new byte[BLOCK * 16];
    while (position < target) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, target - position));
      if (count < 0) {
        throw malformed(position, "the archive ends within a file");
      }
      position += count;
    }
  }

  private void requireZeros() throws IOException, MalformedPackageException {
    byte[] buffer = new byte[BLOCK * 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (!isZero(buffer, n)) {
        throw malformed(position, "something after the archive's end");
      }
      position += n;
    }
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private MalformedPackageException malformed(long at, String problem) {
    return new MalformedPackageException(part, at, problem);
  }

  /// What is left of the present file.
  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= contentEnd) {
        return -1;
      }
      int count = in.read(target, from, (int) Math.min(length, contentEnd - position));
      position += Math.max(count, 0);
      return count;
    }
  }
}

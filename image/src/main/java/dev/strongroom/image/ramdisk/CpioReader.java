// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads one archive ("newc") out of a stream that starts at a multiple of four, up to and with its
/// last entry.
final class CpioReader {
  /// Names and targets, with the NUL (PATH_MAX).
  private static final int LONGEST_NAME = 4096;

  private static final int MAGIC = 6;
  private static final int DIGITS = 8;
  private static final int NUMBERS = 13;
  private static final Bytes TRAILER = Bytes.utf8(CpioWriter.TRAILER);

  /// Places in the head.
  private static final int INODE = 0;

  private static final int MODE = 1;
  private static final int USER = 2;
  private static final int GROUP = 3;
  private static final int LINKS = 4;
  private static final int MODIFIED = 5;
  private static final int SIZE = 6;
  private static final int DEVICE_MAJOR = 9;
  private static final int DEVICE_MINOR = 10;
  private static final int NAME_SIZE = 11;

  private final InputStream in;
  private final ByteSource source;
  private int first;
  private InputStream content = InputStream.nullInputStream();
  private long contentLeft;
  private int padding;

  /// @param in the archive's bytes after the first one
  /// @param source where they come from, for the offset in errors
  /// @param first the first byte
  CpioReader(InputStream in, ByteSource source, int first) {
    this.in = in;
    this.source = source;
    this.first = first;
  }

  /// The next entry, unless it is the last, which only says that the archive ends.
  Optional<RamdiskEntry> next(Compression compression) throws IOException {
    skip(contentLeft + padding);
    contentLeft = 0;
    padding = 0;
    byte[] head = head();
    long[] numbers = numbers(head);
    Bytes name = name(numbers[NAME_SIZE]);
    long size = numbers[SIZE];
    padding = CpioWriter.padding(size).length;
    if (name.equals(TRAILER)) {
      skip(size + padding);
      return Optional.empty();
    }
    FileType type = type(numbers[MODE]);
    content = new Content();
    contentLeft = size;
    if (type == FileType.SYMBOLIC_LINK) {
      content = new ByteArrayInputStream(target(size));
    }
    return Optional.of(
        new RamdiskEntry(
            name,
            type,
            (int) numbers[MODE] & 07777,
            numbers[USER],
            numbers[GROUP],
            numbers[INODE],
            numbers[LINKS],
            numbers[MODIFIED],
            size,
            numbers[DEVICE_MAJOR],
            numbers[DEVICE_MINOR],
            compression));
  }

  InputStream content() {
    return content;
  }

  private byte[] head() throws IOException {
    byte[] head = new byte[CpioWriter.HEAD];
    int from = 0;
    if (first >= 0) {
      head[0] = (byte) first;
      first = -1;
      from = 1;
    }
    int read = in.readNBytes(head, from, head.length - from);
    if (from + read == 0) {
      throw error(Reason.MISSING_TRAILER, "an archive ends without \"TRAILER!!!\"");
    }
    if (from + read < head.length) {
      throw source.truncated();
    }
    String magic = new String(head, 0, MAGIC, StandardCharsets.ISO_8859_1);
    if (!magic.equals("070701")) {
      throw error(
          Reason.UNKNOWN_FORMAT,
          "no entry of a newc archive"
              + (magic.equals("070702") || magic.equals("070707") ? " but of " + magic : ""));
    }
    return head;
  }

  private long[] numbers(byte[] head) throws MalformedRamdiskException {
    long[] numbers = new long[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      for (int j = 0; j < DIGITS; j++) {
        int digit = hexDigit(head[MAGIC + i * DIGITS + j]);
        if (digit < 0) {
          throw error(Reason.BAD_NUMBER, "number " + i + " of a head isn't hexadecimal");
        }
        numbers[i] = (numbers[i] << 4) | digit;
      }
    }
    return numbers;
  }

  /// ASCII only: Java's own method knows the digits of all scripts.
  private static int hexDigit(byte character) {
    if (character >= '0' && character <= '9') {
      return character - '0';
    }
    int lower = character | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private Bytes name(long size) throws IOException {
    if (size < 2 || size > LONGEST_NAME) {
      throw error(Reason.BAD_NAME, "a name of " + size + " bytes");
    }
    Bytes name = Bytes.copyOf(require((int) size));
    skip(CpioWriter.padding(CpioWriter.HEAD + size).length);
    int end = name.length() - 1;
    for (int i = 0; i <= end; i++) {
      if ((name.at(i) == 0) != (i == end)) {
        throw error(Reason.BAD_NAME, "a name whose NUL isn't at its end");
      }
    }
    return name.slice(0, end);
  }

  private FileType type(long mode) throws MalformedRamdiskException {
    return FileType.of(mode)
        .filter(_ -> mode <= 0xffff)
        .orElseThrow(() -> error(Reason.BAD_MODE, "mode 0" + Long.toOctalString(mode)));
  }

  private byte[] target(long size) throws IOException {
    if (size == 0 || size >= LONGEST_NAME) {
      throw error(Reason.BAD_LINK, "a link with a target of " + size + " bytes");
    }
    byte[] target = require((int) size);
    contentLeft = 0;
    for (byte b : target) {
      if (b == 0) {
        throw error(Reason.BAD_LINK, "a link whose target has a NUL");
      }
    }
    return target;
  }

  private byte[] require(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw source.truncated();
    }
    return bytes;
  }

  private void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped == 0) {
        if (in.read() < 0) {
          throw source.truncated();
        }
        skipped = 1;
      }
      left -= skipped;
    }
  }

  private MalformedRamdiskException error(Reason reason, String message) {
    return new MalformedRamdiskException(reason, source.position(), message);
  }

  /// What is left of the current entry's content.
  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      // An entry's stream is at its end as soon as the next entry was asked for.
      if (contentLeft == 0 || content != this) {
        return -1;
      }
      int read = in.read(target, offset, (int) Math.min(length, contentLeft));
      if (read < 0) {
        throw source.truncated();
      }
      contentLeft -= read;
      return read;
    }
  }
}

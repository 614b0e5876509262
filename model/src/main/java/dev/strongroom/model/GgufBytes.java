// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import dev.strongroom.model.MalformedModelException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The bytes of a file from its first on: numbers with the least byte first, and texts.
final class GgufBytes {
  private static final int LONGEST_TEXT = 1 << 20;

  private final InputStream in;
  private final long length;
  private long offset;

  GgufBytes(InputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /// Where the next byte is.
  long offset() {
    return offset;
  }

  /// How many bytes the file has.
  long length() {
    return length;
  }

  int unsignedByte() throws IOException, MalformedModelException {
    return (int) number(1);
  }

  /// 0 to 2³² - 1.
  long unsignedInt() throws IOException, MalformedModelException {
    return number(4);
  }

  /// A number of `bytes` bytes; of eight, one over 2⁶³ - 1 is negative.
  long number(int bytes) throws IOException, MalformedModelException {
    byte[] read = take(bytes);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = (value << 8) | (read[i] & 0xff);
    }
    return value;
  }

  /// How many of something follow.
  ///
  /// @param most that are read
  /// @param least bytes that each of them takes: a file that can't hold them is refused at once
  int count(long most, int least, String what) throws IOException, MalformedModelException {
    long at = offset;
    long count = number(8);
    if (count < 0 || count > most) {
      throw new MalformedModelException(
          Problem.TOO_MANY, at, Long.toUnsignedString(count) + " " + what + ", over " + most);
    }
    if (count > (length - offset) / least) {
      throw new MalformedModelException(
          Problem.TRUNCATED, at, count + " " + what + " aren't in the file");
    }
    return (int) count;
  }

  /// A text with its length before it.
  String text() throws IOException, MalformedModelException {
    long at = offset;
    long size = number(8);
    if (size < 0 || size > LONGEST_TEXT) {
      throw new MalformedModelException(
          Problem.TEXT, at, "a text of " + Long.toUnsignedString(size) + " bytes");
    }
    byte[] utf8 = take((int) size);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException _) {
      throw new MalformedModelException(Problem.TEXT, at, "not UTF-8");
    }
  }

  byte[] take(int count) throws IOException, MalformedModelException {
    if (count > length - offset) {
      throw new MalformedModelException(
          Problem.TRUNCATED, offset, "ends before " + count + " bytes that belong here");
    }
    byte[] read = in.readNBytes(count);
    if (read.length < count) {
      throw new MalformedModelException(Problem.TRUNCATED, offset, "shorter than it was said");
    }
    offset += count;
    return read;
  }

  void skip(long count) throws IOException, MalformedModelException {
    long left = count;
    while (left > 0) {
      int step = (int) Math.min(left, 1 << 16);
      take(step);
      left -= step;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The fields of one 512-byte header, in the format of POSIX (`pax(1)`, "ustar Interchange Format")
/// or GNU (`tar.h`, magic `ustar` and two blanks), its checksum verified.
///
/// @param name the path, with ustar's prefix where there is one
/// @param type the type flag; `0` also for the flag NUL
/// @param mode permission bits
/// @param size bytes that follow
/// @param link a link's target, or empty
record TarHeader(String name, char type, int mode, long size, String link) {
  static final int LENGTH = 512;

  private static final int NAME_AT = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE_AT = 100;
  private static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int LINK_AT = 157;
  private static final int MAGIC_AT = 257;
  private static final int MAGIC_LENGTH = 8;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int MAX_MODE = 07777;

  /// Reads a header.
  ///
  /// @param block 512 bytes
  /// @throws MalformedHeaderException if it is none
  static TarHeader parse(byte[] block) throws MalformedHeaderException {
    verifyChecksum(block);
    String magic = new String(block, MAGIC_AT, MAGIC_LENGTH, StandardCharsets.ISO_8859_1);
    boolean posix = magic.equals("ustar\00000");
    if (!posix && !magic.equals("ustar  \0")) {
      throw new MalformedHeaderException(MAGIC_AT, "neither POSIX's nor GNU's tar");
    }
    String name = text(block, NAME_AT, NAME_LENGTH);
    String prefix = posix ? text(block, PREFIX_AT, PREFIX_LENGTH) : "";
    char type = block[TYPE_AT] == 0 ? '0' : (char) (block[TYPE_AT] & 0xff);
    return new TarHeader(
        prefix.isEmpty() ? name : prefix + "/" + name,
        type,
        (int) octal(block, MODE_AT, 8) & MAX_MODE,
        octal(block, SIZE_AT, 12),
        text(block, LINK_AT, NAME_LENGTH));
  }

  /// The sum of all bytes, those of the checksum itself counted as blanks.
  private static void verifyChecksum(byte[] block) throws MalformedHeaderException {
    int sum = CHECKSUM_LENGTH * ' ';
    for (int i = 0; i < LENGTH; i++) {
      boolean ofChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
      sum += ofChecksum ? 0 : block[i] & 0xff;
    }
    if (octal(block, CHECKSUM_AT, CHECKSUM_LENGTH) != sum) {
      throw new MalformedHeaderException(CHECKSUM_AT, "the header's checksum is wrong");
    }
  }

  /// Octal digits, perhaps after blanks, up to a blank or NUL. GNU's binary numbers are for files
  /// of 8 GiB and more, which no package has.
  private static long octal(byte[] block, int from, int length) throws MalformedHeaderException {
    String field = new String(block, from, length, StandardCharsets.ISO_8859_1);
    String digits = field.replaceAll("[ \0]+$", "").replaceAll("^ +", "");
    if (!digits.matches("[0-7]{0,12}")) {
      throw new MalformedHeaderException(from, "no octal number");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  /// UTF-8 up to a NUL or the field's end.
  private static String text(byte[] block, int from, int length) throws MalformedHeaderException {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    try {
      return utf8(block, from, end - from);
    } catch (CharacterCodingException e) {
      throw new MalformedHeaderException(from, "a name that isn't UTF-8");
    }
  }

  /// Well-formed UTF-8 only.
  static String utf8(byte[] bytes, int from, int length) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, from, length))
        .toString();
  }

  /// What is wrong with a header, and where in it.
  static final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1;

    private final int offset;
    private final String problem;

    MalformedHeaderException(int offset, String problem) {
      super(problem);
      this.offset = offset;
      this.problem = problem;
    }

    int offset() {
      return offset;
    }

    String problem() {
      return problem;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.der;

import dev.strongroom.attestation.Bytes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Reads DER (ITU-T X.690) element by element: definite lengths in their shortest form, single-byte
/// tags, nothing left over. Contents are slices of the input.
public final class DerReader {
  /// Universal tags, constructed bit included where DER demands it.
  public static final int BOOLEAN = 0x01,
      INTEGER = 0x02,
      BIT_STRING = 0x03,
      OCTET_STRING = 0x04,
      OBJECT_IDENTIFIER = 0x06,
      UTF8_STRING = 0x0c,
      PRINTABLE_STRING = 0x13,
      IA5_STRING = 0x16,
      UTC_TIME = 0x17,
      GENERALIZED_TIME = 0x18,
      SEQUENCE = 0x30,
      SET = 0x31;

  private final Bytes input;
  private final int base;
  private int position;

  private DerReader(Bytes input, int base) {
    this.input = input;
    this.base = base;
  }

  /// A reader of a whole structure.
  public static DerReader of(Bytes input) {
    return new DerReader(input, 0);
  }

  /// Whether another element stands here.
  public boolean more() {
    return position < input.length();
  }

  /// Whether the next element has `tag`; false at the end.
  public boolean next(int tag) {
    return more() && input.at(position) == tag;
  }

  /// The offset of the next element in the outermost structure.
  public int offset() {
    return base + position;
  }

  /// Reads an element and gives a reader of its content.
  ///
  /// @throws DerException if it hasn't `tag` or isn't well-formed
  public DerReader enter(int tag) throws DerException {
    Bytes content = content(tag);
    return new DerReader(content, base + position - content.length());
  }

  /// Reads an element and returns its content.
  ///
  /// @throws DerException if it hasn't `tag` or isn't well-formed
  public Bytes content(int tag) throws DerException {
    if (!next(tag)) {
      throw error(
          "expected tag 0x"
              + Integer.toHexString(tag)
              + ", found "
              + (more() ? "0x" + Integer.toHexString(input.at(position)) : "the end"));
    }
    int start = position;
    if (position + 1 >= input.length()) {
      throw error("element without a length");
    }
    int first = input.at(position + 1);
    int from = position + 2;
    int length = first;
    if (first >= 0x80) {
      int width = first & 0x7f;
      if (width == 0 || width > 3 || width > input.length() - from) {
        throw error("indefinite, reserved, oversized or truncated length");
      }
      length = 0;
      for (int i = 0; i < width; i++) {
        length = (length << 8) | input.at(from++);
      }
      if (length < 0x80 || (length >>> (8 * (width - 1))) == 0) {
        throw error("length not in its shortest form");
      }
    }
    if (length > input.length() - from) {
      throw error("element longer than what encloses it");
    }
    position = from + length;
    assert position > start;
    return input.slice(from, position);
  }

  /// Reads an element with `tag` and returns it with its tag and length.
  ///
  /// @throws DerException if it hasn't `tag` or isn't well-formed
  public Bytes element(int tag) throws DerException {
    int start = position;
    content(tag);
    return input.slice(start, position);
  }

  /// Reads a BOOLEAN.
  ///
  /// @throws DerException unless its content is `00` or `ff`
  public boolean bool() throws DerException {
    int start = position;
    Bytes content = content(BOOLEAN);
    if (content.length() != 1 || (content.at(0) != 0 && content.at(0) != 0xff)) {
      throw new DerException(base + start, "boolean that is neither 00 nor ff");
    }
    return content.at(0) != 0;
  }

  /// Reads an INTEGER's content in its shortest form, of at most `limit` bytes.
  ///
  /// @throws DerException if it is empty, padded or longer
  public Bytes integer(int limit) throws DerException {
    int start = position;
    Bytes content = content(INTEGER);
    boolean padded =
        content.length() > 1
            && ((content.at(0) == 0 && content.at(1) < 0x80)
                || (content.at(0) == 0xff && content.at(1) >= 0x80));
    if (content.isEmpty() || content.length() > limit || padded) {
      throw new DerException(base + start, "integer empty, too long or not in its shortest form");
    }
    return content;
  }

  /// Reads an INTEGER from 0 to 127.
  ///
  /// @throws DerException if it is anything else
  public int smallInteger() throws DerException {
    int start = position;
    int value = integer(1).at(0);
    if (value > 127) {
      throw new DerException(base + start, "negative integer");
    }
    return value;
  }

  /// Reads a BIT STRING of whole bytes and returns them.
  ///
  /// @throws DerException if bits are unused
  public Bytes wholeBitString() throws DerException {
    int start = position;
    Bytes content = content(BIT_STRING);
    if (content.isEmpty() || content.at(0) != 0) {
      throw new DerException(base + start, "bit string that isn't whole bytes");
    }
    return content.slice(1, content.length());
  }

  /// Reads a BIT STRING of at most 16 named bits; bit n of the string is bit n of the result.
  ///
  /// @throws DerException if it is longer, or unused bits are set
  public int namedBits() throws DerException {
    int start = position;
    Bytes content = content(BIT_STRING);
    int bytes = content.length() - 1;
    int unused = content.isEmpty() ? 8 : content.at(0);
    if (bytes < 0 || bytes > 2 || unused > 7 || (bytes == 0 && unused != 0)) {
      throw new DerException(base + start, "named bits badly formed");
    }
    int bits = 0;
    for (int n = 0; n < 8 * bytes; n++) {
      boolean set = (content.at(1 + n / 8) & (0x80 >>> (n % 8))) != 0;
      if (set && n >= 8 * bytes - unused) {
        throw new DerException(base + start, "unused bit set");
      }
      bits |= set ? 1 << n : 0;
    }
    return bits;
  }

  /// Reads a UTCTime or GeneralizedTime of whole seconds in UTC (RFC 5280, 4.1.2.5).
  ///
  /// @throws DerException if it is neither, or no time
  public Instant time() throws DerException {
    int start = position;
    boolean utc = next(UTC_TIME);
    Bytes text = content(utc ? UTC_TIME : GENERALIZED_TIME);
    int yearDigits = utc ? 2 : 4;
    if (text.length() != yearDigits + 11 || text.at(text.length() - 1) != 'Z') {
      throw new DerException(base + start, "time that isn't whole seconds in UTC");
    }
    int[] fields = new int[6];
    int at = 0;
    for (int f = 0; f < fields.length; f++) {
      for (int digits = f == 0 ? yearDigits : 2; digits > 0; digits--) {
        int digit = text.at(at++) - '0';
        if (digit < 0 || digit > 9) {
          throw new DerException(base + start, "time with something else than digits");
        }
        fields[f] = 10 * fields[f] + digit;
      }
    }
    // RFC 5280, 4.1.2.5.1: two-digit years from 50 on lie in the twentieth century.
    int year = !utc ? fields[0] : fields[0] >= 50 ? 1900 + fields[0] : 2000 + fields[0];
    try {
      return LocalDateTime.of(year, fields[1], fields[2], fields[3], fields[4], fields[5])
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new DerException(base + start, "no such date or time");
    }
  }

  /// What wasn't read yet.
  public Bytes rest() {
    return input.slice(position, input.length());
  }

  /// Makes sure that nothing follows.
  ///
  /// @throws DerException if bytes are left
  public void end() throws DerException {
    if (more()) {
      throw error((input.length() - position) + " bytes after the end");
    }
  }

  private DerException error(String message) {
    return new DerException(base + position, message);
  }
}

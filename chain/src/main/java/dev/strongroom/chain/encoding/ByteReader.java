// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;

/// Reads little-endian numbers and byte strings in order. For one thread.
public final class ByteReader {
  private final Bytes data;
  private int position;

  /// Starts at the first byte.
  public ByteReader(Bytes data) {
    this.data = data;
  }

  /// How many bytes have been read.
  public int position() {
    return position;
  }

  /// How many bytes are left.
  public int remaining() {
    return data.length() - position;
  }

  /// The next byte, 0 to 255, which stays the next.
  ///
  /// @throws UndecodableException `truncated`
  public int peek() throws UndecodableException {
    need(1);
    return data.at(position);
  }

  /// The next byte, 0 to 255.
  ///
  /// @throws UndecodableException `truncated`
  public int u8() throws UndecodableException {
    int value = peek();
    position++;
    return value;
  }

  /// The next two bytes as a number.
  ///
  /// @throws UndecodableException `truncated`
  public int u16() throws UndecodableException {
    return (int) number(2);
  }

  /// The next four bytes as a number without a sign.
  ///
  /// @throws UndecodableException `truncated`
  public long u32() throws UndecodableException {
    return number(4);
  }

  /// The next eight bytes as a number in two's complement.
  ///
  /// @throws UndecodableException `truncated`
  public long i64() throws UndecodableException {
    return number(8);
  }

  /// The next eight bytes as a number without a sign.
  ///
  /// @throws UndecodableException `truncated`
  public BigInteger u64() throws UndecodableException {
    return new BigInteger(Long.toUnsignedString(number(8)));
  }

  /// The next `length` bytes.
  ///
  /// @throws UndecodableException `truncated`
  public Bytes bytes(long length) throws UndecodableException {
    need(length);
    int end = position + (int) length;
    Bytes slice = data.slice(position, end);
    position = end;
    return slice;
  }

  /// Refuses what is left.
  ///
  /// @throws UndecodableException `trailing-bytes`
  public void end() throws UndecodableException {
    if (remaining() > 0) {
      throw new UndecodableException("trailing-bytes", remaining() + " bytes too many");
    }
  }

  private long number(int length) throws UndecodableException {
    need(length);
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | data.at(position + i);
    }
    position += length;
    return value;
  }

  private void need(long length) throws UndecodableException {
    if (length < 0 || length > remaining()) {
      throw new UndecodableException("truncated", "ends at byte " + data.length());
    }
  }
}

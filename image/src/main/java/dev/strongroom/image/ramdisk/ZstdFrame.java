// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of one Zstandard frame (RFC 8878, 3.1.1), still compressed: finds the frame's end by
/// its block headers, because the decompressor reads on and wants another frame there.
final class ZstdFrame extends InputStream {
  private static final int SINGLE_SEGMENT = 0x20;
  private static final int CHECKSUM = 4;
  private static final int RESERVED = 8;
  private static final int DICTIONARY = 3;
  private static final int RUN = 1;
  private static final int MAGIC = 4;
  private static final int BLOCK_HEAD = 3;

  /// What any decompressor ought to offer (RFC 8878, 3.1.1.1.2), and the most that ours does.
  private static final long LARGEST_WINDOW = 8 << 20;

  private final ByteSource source;
  private final boolean checksum;
  private long left;
  private boolean last;
  private boolean ended;

  /// Looks at a frame's head, without taking it.
  ZstdFrame(ByteSource source) throws IOException {
    this.source = source;
    int descriptor = need(MAGIC);
    if ((descriptor & RESERVED) != 0 || (descriptor & DICTIONARY) != 0) {
      throw bad("a reserved bit is set, or a dictionary is needed");
    }
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    checksum = (descriptor & CHECKSUM) != 0;
    int sizeCode = descriptor >> 6;
    int sizeBytes = sizeCode == 0 ? (single ? 1 : 0) : 1 << sizeCode;
    int head = MAGIC + 1 + (single ? 0 : 1);
    if (single) {
      requireWindow(littleEndian(head, sizeBytes) + (sizeBytes == 2 ? 256 : 0));
    } else {
      int window = need(MAGIC + 1);
      long base = 1L << (10 + (window >> 3));
      requireWindow(base + base / 8 * (window & 7));
    }
    left = (long) head + sizeBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (left == 0) {
      if (ended) {
        return -1;
      }
      next();
    }
    int read = source.read(target, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw source.truncated();
    }
    left -= read;
    return read;
  }

  private void next() throws IOException {
    if (last) {
      ended = true;
      left = checksum ? 4 : 0;
      return;
    }
    int head = (int) littleEndian(0, BLOCK_HEAD);
    last = (head & 1) != 0;
    int type = (head >> 1) & 3;
    int size = head >> 3;
    if (type > 2) {
      throw bad("a block of a reserved type");
    }
    left = BLOCK_HEAD + (type == RUN ? 1L : size);
  }

  private long littleEndian(int distance, int count) throws IOException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) need(distance + i) << (8 * i);
    }
    return value;
  }

  private int need(int distance) throws IOException {
    int value = source.peek(distance);
    if (value < 0) {
      throw source.truncated();
    }
    return value;
  }

  private void requireWindow(long size) throws IOException {
    if (size < 0 || size > LARGEST_WINDOW) {
      throw new MalformedRamdiskException(
          Reason.TOO_LARGE,
          source.position(),
          "unpacking needs a window of more than " + LARGEST_WINDOW + " bytes");
    }
  }

  private MalformedRamdiskException bad(String message) {
    return new MalformedRamdiskException(Reason.BAD_COMPRESSION, source.position(), message);
  }
}

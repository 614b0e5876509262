// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// What one gzip member holds (RFC 1952). The JDK's stream would read on behind the end, and pass
/// over anything there.
final class GzipMember extends InputStream {
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int KNOWN_FLAGS = 31;

  private final ByteSource source;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private boolean ended;

  /// Reads a member's head.
  GzipMember(ByteSource source) throws IOException {
    this.source = source;
    source.require();
    source.require();
    int method = source.require();
    int flags = source.require();
    if (method != 8 || (flags & ~KNOWN_FLAGS) != 0) {
      throw new ZipException("not deflate, or unknown flags");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(source.require() | (source.require() << 8));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      skip(2);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    try {
      while (true) {
        int inflated = inflater.inflate(target, offset, length);
        if (inflated > 0 || length == 0) {
          checksum.update(target, offset, inflated);
          return inflated;
        }
        if (inflater.finished()) {
          end();
          return -1;
        }
        if (inflater.needsDictionary()) {
          throw new ZipException("it needs a dictionary");
        }
        feed();
      }
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage() == null ? "bad deflate stream" : e.getMessage());
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  /// Lends the source's buffer to the inflater, which has used it up before it is filled again;
  /// what is behind the end is given back.
  private void feed() throws IOException {
    int available = source.buffered();
    if (available == 0) {
      throw source.truncated();
    }
    inflater.setInput(source.buffer(), source.from(), available);
    source.advance(available);
  }

  private void end() throws IOException {
    ended = true;
    source.unread(inflater.getRemaining());
    if (littleEndian() != (int) checksum.getValue()
        || littleEndian() != (int) inflater.getBytesWritten()) {
      throw new ZipException("checksum or length is wrong");
    }
    inflater.end();
  }

  private int littleEndian() throws IOException {
    return source.require()
        | (source.require() << 8)
        | (source.require() << 16)
        | (source.require() << 24);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      source.require();
    }
  }

  private void skipText() throws IOException {
    while (source.require() != 0) {
      // Until the NUL.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.ramdisk;

import dev.strongroom.image.ramdisk.MalformedRamdiskException.Reason;
import java.io.IOException;
import java.io.InputStream;

/// Bytes with a position, of which the next few can be looked at. Decompressors read from it no
/// further than their own end, so that what follows them is still there.
final class ByteSource extends InputStream {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long position;

  ByteSource(InputStream in) {
    this.in = in;
  }

  /// How many bytes were read.
  long position() {
    return position;
  }

  /// The byte at a distance below 16 from here; -1 behind the end.
  int peek(int distance) throws IOException {
    while (to - from <= distance) {
      if (!fill()) {
        return -1;
      }
    }
    return buffer[from + distance] & 0xff;
  }

  /// What is buffered: makes sure that it isn't empty, unless everything was read.
  int buffered() throws IOException {
    if (from == to) {
      fill();
    }
    return to - from;
  }

  byte[] buffer() {
    return buffer;
  }

  int from() {
    return from;
  }

  /// Takes bytes out of the buffer.
  void advance(int count) {
    from += count;
    position += count;
  }

  /// Puts back bytes that [#advance] took since the buffer was filled.
  void unread(int count) {
    from -= count;
    position -= count;
  }

  /// The next byte.
  ///
  /// @throws MalformedRamdiskException if there is none
  int require() throws IOException {
    int value = read();
    if (value < 0) {
      throw truncated();
    }
    return value;
  }

  MalformedRamdiskException truncated() {
    return new MalformedRamdiskException(Reason.TRUNCATED, position, "the ramdisk ends too early");
  }

  @Override
  public int read() throws IOException {
    int value = peek(0);
    if (value >= 0) {
      advance(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int available = Math.min(length, buffered());
    if (available == 0) {
      return -1;
    }
    System.arraycopy(buffer, from, target, offset, available);
    advance(available);
    return available;
  }

  @Override
  public long skip(long count) throws IOException {
    int inBuffer = (int) Math.min(count, to - from);
    advance(inBuffer);
    if (inBuffer == count) {
      return inBuffer;
    }
    long further = in.skip(count - inBuffer);
    position += further;
    return inBuffer + further;
  }

  @Override
  public int available() throws IOException {
    return to - from;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    int read;
    try {
      read = in.read(buffer, to, buffer.length - to);
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
    if (read < 0) {
      return false;
    }
    to += read;
    return true;
  }

  /// The ramdisk can't be read, whatever is in it.
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/// Part of an open file, read from its beginning to its end.
final class FileRange implements ReadableByteChannel {
  private final FileChannel file;
  private final long end;
  private long position;

  FileRange(FileChannel file, long offset, long size) {
    this.file = file;
    this.position = offset;
    this.end = offset + size;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (position == end) {
      return -1;
    }
    int limit = target.limit();
    target.limit(target.position() + (int) Math.min(target.remaining(), end - position));
    try {
      int count = file.read(target, position);
      if (count < 0) {
        throw new EOFException("the file became shorter");
      }
      position += count;
      return count;
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  /// The file belongs to somebody else.
  @Override
  public void close() {}
}

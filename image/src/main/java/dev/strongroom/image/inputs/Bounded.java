// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.io.IOException;
import java.io.OutputStream;

/// Takes so many bytes and no more: nobody can fill the disk, or the memory.
final class Bounded extends OutputStream {
  private final OutputStream out;
  private long left;

  Bounded(OutputStream out, long size) {
    this.out = out;
    this.left = size;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > left) {
      throw new TooLongException();
    }
    out.write(bytes, from, length);
    left -= length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /// There were more.
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.answer;

import java.io.IOException;
import java.io.InputStream;

/// What a back end sends, read through a buffer. Unlike the JDK's it takes no lock for each byte of
/// a line, and asks the connection what is there only if little is in the buffer: that may ask the
/// kernel. Used by one thread at a time.
public final class AnswerInput extends InputStream {
  private static final int SIZE = 16 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[SIZE];
  private int at;
  private int end;

  /// Reads from `in`.
  public AnswerInput(InputStream in) {
    this.in = in;
  }

  /// Waits for a byte, which stays to be read.
  ///
  /// @return false at the end of the connection
  public boolean begins() throws IOException {
    return at < end || fill();
  }

  @Override
  public int read() throws IOException {
    return begins() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!begins()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, to, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    int here = end - at;
    return here > AnswerBody.SIZE_LINE ? here : here + in.available();
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, SIZE);
    at = 0;
    end = Math.max(0, count);
    return count >= 0;
  }
}

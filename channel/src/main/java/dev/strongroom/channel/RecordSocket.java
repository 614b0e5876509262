// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A TCP connection whose bytes TLS reads through a buffer: a record takes one call of the kernel
/// instead of two, several that came together take one for all, and whether another whole one is
/// here can be told before it is read. Read by one thread.
final class RecordSocket extends Socket {
  private @Nullable Buffered input;

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    return buffered();
  }

  private synchronized Buffered buffered() throws IOException {
    Buffered existing = input;
    if (existing == null) {
      existing = new Buffered(super.getInputStream());
      input = existing;
    }
    return existing;
  }

  /// How many bytes of the peer's the next record has, if all of it is here: about, since TLS 1.3
  /// hides what is padding, and whether they are the application's at all. Doesn't wait.
  ///
  /// @return 0 unless a whole record is here
  int recordHere() throws IOException {
    return buffered().record();
  }

  private static final class Buffered extends InputStream {
    private static final int SIZE = 32 << 10;

    /// Type, version and length (RFC 8446, section 5.2).
    private static final int HEADER = 5;

    /// What a record has beside its content: its type, and the tag of the cipher suites there are.
    private static final int AROUND = 17;

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int at;
    private int end;

    Buffered(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, to.length);
      if (length == 0) {
        return 0;
      }
      if (at == end && !fill()) {
        return -1;
      }
      int count = Math.min(length, end - at);
      System.arraycopy(buffer, at, to, offset, count);
      at += count;
      return count;
    }

    @Override
    public int available() throws IOException {
      return end - at + in.available();
    }

    int record() throws IOException {
      if (missing() > 0 && in.available() > 0) {
        // Something is here, so this doesn't wait.
        boolean _ = fill();
      }
      return missing() > 0 ? 0 : Math.max(1, length() - AROUND);
    }

    /// Bytes of the next record that aren't in the buffer; more than one if that isn't known yet.
    private int missing() {
      int here = end - at;
      return here < HEADER ? HEADER - here : HEADER + length() - here;
    }

    private int length() {
      return (buffer[at + 3] & 0xff) << 8 | (buffer[at + 4] & 0xff);
    }

    /// Reads once, behind what is here.
    private boolean fill() throws IOException {
      if (at > 0) {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
      }
      int count = in.read(buffer, end, SIZE - end);
      end += Math.max(0, count);
      return count >= 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

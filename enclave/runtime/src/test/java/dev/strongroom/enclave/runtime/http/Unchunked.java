// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import java.io.IOException;
import java.io.InputStream;

/// A chunked body as it arrives (RFC 9112, section 7.1).
final class Unchunked extends InputStream {
  private final InputStream in;
  private int left;
  private boolean begun;
  private boolean ended;

  Unchunked(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      // Jetty sends the line's end that belongs to a chunk together with the next chunk.
      if (begun) {
        WebMessage.line(in);
      }
      begun = true;
      left = Integer.parseInt(WebMessage.line(in), 16);
      ended = left == 0;
    }
    if (ended) {
      return -1;
    }
    int count = in.read(buffer, offset, Math.min(left, length));
    if (count < 0) {
      throw new IOException("cut short inside a chunk");
    }
    left -= count;
    return count;
  }
}

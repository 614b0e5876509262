// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import java.io.IOException;
import java.io.OutputStream;

/// A client that takes so many bytes and then is gone, which is noticed when more is written, or
/// what was written is sent.
final class GoneClient extends OutputStream {
  private long left;

  /// @param takes how many bytes
  GoneClient(long takes) {
    left = takes;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    left -= length;
    if (left < 0) {
      throw new IOException("the client is gone");
    }
  }

  @Override
  public void flush() throws IOException {
    if (left == 0) {
      throw new IOException("the client is gone");
    }
  }
}

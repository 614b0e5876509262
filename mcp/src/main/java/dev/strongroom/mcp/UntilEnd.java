// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/// Input whose end somebody waits for.
final class UntilEnd extends FilterInputStream {
  private final CountDownLatch ended = new CountDownLatch(1);

  UntilEnd(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    return seen(super.read());
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return seen(super.read(buffer, offset, length));
  }

  private int seen(int read) {
    if (read < 0) {
      ended.countDown();
    }
    return read;
  }

  /// Waits until there is nothing left to read.
  void await() throws InterruptedException {
    ended.await();
  }

  @Override
  public void close() throws IOException {
    super.close();
    ended.countDown();
  }
}

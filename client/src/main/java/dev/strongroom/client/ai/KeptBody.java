// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Shows a keeper what is read. Used by one thread.
final class KeptBody extends FilterInputStream {
  private final ReceiptKeeper.Kept kept;
  private final Runnable afterwards;
  private boolean over;

  /// @param afterwards once it was read to its proper end
  KeptBody(InputStream in, ReceiptKeeper.Kept kept, Runnable afterwards) {
    super(in);
    this.kept = kept;
    this.afterwards = afterwards;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count;
    try {
      count = super.read(to, offset, length);
    } catch (IOException e) {
      over(false);
      throw e;
    }
    if (count < 0) {
      over(true);
    } else {
      kept.response(to, offset, count);
    }
    return count;
  }

  private void over(boolean complete) throws IOException {
    if (!over) {
      over = true;
      kept.ended(complete);
      afterwards.run();
    }
  }

  @Override
  public void close() throws IOException {
    try (InputStream _ = in) {
      over(false);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Gives a stream up if nothing comes for too long while somebody waits for it. Closing the stream
/// has to wake its reader, as it does with the JDK's HTTP client. Used by one thread.
final class SilenceLimit extends FilterInputStream {
  private static final long NOBODY_WAITS = Long.MAX_VALUE;

  private final Duration limit;
  private final Thread watch;
  private volatile long waitingSince = NOBODY_WAITS;
  private volatile boolean expired;

  private SilenceLimit(InputStream in, Duration limit) {
    super(in);
    this.limit = limit;
    this.watch = Thread.ofVirtual().unstarted(this::watch);
  }

  static InputStream of(InputStream in, Duration limit) {
    SilenceLimit limited = new SilenceLimit(in, limit);
    limited.watch.start();
    return limited;
  }

  private void watch() {
    try {
      while (true) {
        long since = waitingSince;
        long left =
            since == NOBODY_WAITS ? limit.toNanos() : limit.toNanos() - (System.nanoTime() - since);
        if (left <= 0) {
          expired = true;
          in.close();
          return;
        }
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException | IOException e) {
      // Its end was read, or it was closed; and a stream that can't be closed is at its end.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    waitingSince = System.nanoTime();
    try {
      int count = super.read(to, offset, length);
      if (expired) {
        throw new IOException("given up");
      }
      if (count < 0) {
        watch.interrupt();
      }
      return count;
    } catch (IOException e) {
      if (expired) {
        throw new AnswerCutException("nothing came for " + limit.toSeconds() + " s", e);
      }
      throw e;
    } finally {
      waitingSince = NOBODY_WAITS;
    }
  }

  @Override
  public void close() throws IOException {
    watch.interrupt();
    super.close();
  }
}

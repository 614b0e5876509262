// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.time.Duration;
import java.time.Instant;

/// Shows on a terminal how much was hashed: a bar on standard error, which goes away at the end.
final class HashingProgress implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Console console;
  private final long total;
  private long done;
  private boolean shown;
  private Instant last;

  /// @param total how many bytes there are to hash
  HashingProgress(Console console, long total) {
    this.console = console;
    this.total = total;
    this.last = console.clock().instant();
  }

  /// So many bytes more.
  void read(long bytes) {
    done += bytes;
    Instant now = console.clock().instant();
    if (console.colour() && Duration.between(last, now).compareTo(BETWEEN) >= 0) {
      last = now;
      shown = true;
      console.err().print("\r" + line());
      console.err().flush();
    }
  }

  private String line() {
    double part = total == 0 ? 1 : Math.min(1.0, (double) done / total);
    int filled = (int) (part * WIDTH);
    return "hashing ["
        + "#".repeat(filled)
        + ".".repeat(WIDTH - filled)
        + "] "
        + megabytes(done)
        + " of "
        + megabytes(total)
        + " MB";
  }

  private static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }

  @Override
  public void close() {
    if (shown) {
      console.err().print("\r\u001b[K");
      console.err().flush();
    }
  }
}

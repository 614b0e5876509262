// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Logs what goes wrong, at most one line a second: a store that is down fails thousands of
/// requests, and a client gone bad must not fill the log.
final class Incidents {
  private static final System.Logger LOGGER = System.getLogger(StorageServer.class.getName());
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final AtomicLong silentUntil = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  void report(String what, Throwable cause) {
    long now = System.nanoTime();
    long until = silentUntil.get();
    if (now - until < 0 || !silentUntil.compareAndSet(until, now + INTERVAL)) {
      suppressed.incrementAndGet();
      return;
    }
    long others = suppressed.getAndSet(0);
    String text = others == 0 ? what : what + " (and " + others + " others since the last line)";
    LOGGER.log(Level.WARNING, text, cause);
  }
}

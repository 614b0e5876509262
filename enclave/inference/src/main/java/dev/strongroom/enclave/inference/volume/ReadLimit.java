// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import java.util.concurrent.Semaphore;

/// How much of what is kept may be open at once because somebody reads it: what a read makes of it
/// takes several times as much memory. Nobody waits for room; who gets none is told so.
/// Thread-safe.
final class ReadLimit {
  private static final int STEP = 1 << 10;
  private static final int PART = 32;

  private final Semaphore free;

  /// @param bytes at least those of the longest volume, or that can't be searched
  ReadLimit(long bytes) {
    free = new Semaphore(steps(bytes));
  }

  /// A part of this program's memory, and in any case enough for the longest volume.
  static ReadLimit ofMemory() {
    long part = Runtime.getRuntime().maxMemory() / PART;
    return new ReadLimit(Math.max(part, steps(Draft.MOST_LENGTH) * (long) STEP));
  }

  /// The room that one read has; it has none at first.
  Room room() {
    return new Room();
  }

  /// Used by one thread.
  final class Room implements AutoCloseable {
    private int taken;

    private Room() {}

    /// Takes so many bytes more.
    ///
    /// @throws HistoryRefusedException as `history-busy` if others have too many
    void take(long bytes) throws HistoryRefusedException {
      int more = steps(bytes);
      if (!free.tryAcquire(more)) {
        throw HistoryRefusedException.busy("others read too much just now");
      }
      taken += more;
    }

    /// Gives all of it back.
    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }

  private static int steps(long bytes) {
    return Math.toIntExact(Math.min(Math.ceilDiv(bytes, STEP), Integer.MAX_VALUE));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/// What owners' requests wait in: of those in one lane, one changes something, or several read.
/// Thread-safe.
final class Lanes {
  private static final int LANES = 64;
  private static final int TRIES = 8;

  private final List<ReadWriteLock> lanes =
      IntStream.range(0, LANES).<ReadWriteLock>mapToObj(_ -> new ReentrantReadWriteLock()).toList();

  /// Something that is done to the store.
  interface Act<T> {
    T act() throws HistoryRefusedException, StorageException;
  }

  /// Reads.
  <T> T read(Owner owner, Act<T> act) throws HistoryRefusedException {
    return in(lane(owner).readLock(), act);
  }

  /// Changes something, and does it again if another process of the deployment was faster.
  <T> T written(Owner owner, Act<T> act) throws HistoryRefusedException {
    return in(
        lane(owner).writeLock(),
        () -> {
          for (int i = 0; i < TRIES; i++) {
            try {
              return act.act();
            } catch (StorageException e) {
              if (!(e.failure() instanceof StorageFailure.Conflict)) {
                throw e;
              }
            }
          }
          throw HistoryRefusedException.busy("others change it just now");
        });
  }

  private ReadWriteLock lane(Owner owner) {
    return lanes.get(owner.lane(LANES));
  }

  private static <T> T in(Lock lane, Act<T> act) throws HistoryRefusedException {
    lane.lock();
    try {
      return act.act();
    } catch (StorageException e) {
      throw e.failure() instanceof StorageFailure.TooLarge
          ? HistoryRefusedException.full("more than the host's store takes at once")
          : HistoryRefusedException.unavailable();
    } finally {
      lane.unlock();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Has those who want the same thing wait for one another. Thread-safe.
final class Turns {
  private static final int LOCKS = 4096;

  private final List<ReentrantLock> locks = new ArrayList<>();

  Turns() {
    for (int i = 0; i < LOCKS; i++) {
      locks.add(new ReentrantLock());
    }
  }

  /// Somebody's turn; to be closed.
  record Turn(ReentrantLock lock) implements AutoCloseable {
    @Override
    public void close() {
      lock.unlock();
    }
  }

  /// Waits for its turn.
  Turn await(String name) throws InterruptedException {
    ReentrantLock lock = locks.get(Math.floorMod(name.hashCode(), LOCKS));
    lock.lockInterruptibly();
    return new Turn(lock);
  }
}

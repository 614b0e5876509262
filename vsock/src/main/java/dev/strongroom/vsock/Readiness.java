// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where one thread at a time waits until one direction of a socket may have changed.
///
/// A signal that finds nobody waiting stays until the next wait, which then returns at once. So a
/// thread that was told "would block" misses nothing that happens before it waits; the price is a
/// system call in vain now and then.
final class Readiness {
  /// Why a wait ended.
  enum Outcome {
    SIGNALLED,
    TIMED_OUT,
    INTERRUPTED
  }

  private static final Object SIGNAL = new Object();

  // Null, the waiting thread, or SIGNAL.
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

  /// Ends the present wait, or else the next one.
  void signal() {
    if (state.getAndSet(SIGNAL) instanceof Thread waiting) {
      LockSupport.unpark(waiting);
    }
  }

  /// Waits for a signal; never returns without a reason. Leaves the interrupt status set.
  Outcome await(Deadline deadline) {
    Thread me = Thread.currentThread();
    while (!state.compareAndSet(SIGNAL, null)) {
      state.compareAndSet(null, me);
      if (SIGNAL.equals(state.get())) {
        continue; // It has come between the two lines above.
      }
      long nanos = deadline.remainingNanos();
      if (nanos <= 0 || me.isInterrupted()) {
        // If this fails, a signal has come as well: it stays for the next wait.
        state.compareAndSet(me, null);
        return nanos <= 0 ? Outcome.TIMED_OUT : Outcome.INTERRUPTED;
      }
      LockSupport.parkNanos(this, nanos);
    }
    return Outcome.SIGNALLED;
  }
}

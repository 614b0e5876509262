// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// While it is open, control-C and the like interrupt the thread that opened it, and the process
/// ends only when that thread has cleaned up and closed it, or after some seconds.
final class InterruptedBySignal implements AutoCloseable {
  private static final int SECONDS = 30;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  private InterruptedBySignal(Thread working) {
    hook =
        new Thread(() -> {
          working.interrupt();
          try {
            closed.await(SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /// For the current thread.
  static InterruptedBySignal current() {
    var signal = new InterruptedBySignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs at this moment, and goes on because of the latch.
      return;
    }
  }
}

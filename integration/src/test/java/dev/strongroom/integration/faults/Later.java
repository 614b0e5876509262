// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Something that happens a little later, while a test waits for something else.
final class Later implements AutoCloseable {
  /// What happens.
  interface Event {
    void happen() throws Exception;
  }

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Future<Boolean> happened;

  Later(Duration when, Event event) {
    happened =
        thread.schedule(
            () -> {
              event.happen();
              return true;
            },
            when.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// Waits for it, and for its failure.
  void await() throws Exception {
    boolean _ = happened.get();
  }

  @Override
  public void close() {
    thread.close();
  }
}

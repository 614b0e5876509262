// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import java.time.Duration;

/// When one call has to be over, by the machine's steady clock.
record Deadline(Duration patience, long nanoTime) {

  static Deadline in(Duration patience) {
    return new Deadline(patience, System.nanoTime() + patience.toNanos());
  }

  /// Nanoseconds that are left; may be negative.
  long left() {
    return nanoTime - System.nanoTime();
  }

  StorageException passed(boolean sent) {
    return new StorageException(new StorageFailure.TimedOut("no answer within " + patience, sent));
  }

  static StorageException interrupted(InterruptedException e, boolean sent) {
    Thread.currentThread().interrupt();
    return new StorageException(new StorageFailure.TimedOut("interrupted", sent), e);
  }
}

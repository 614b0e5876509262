// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts wrong parts of users: after some, a key waits, twice as long each time. What was counted
/// is forgotten with the boot, so a host can shorten the wait by restarting, not make it free.
/// Thread-safe.
final class Tries {
  private static final int FREE = 5;
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final int DOUBLINGS = 12;
  private static final int REMEMBERED = 10_000;

  private record Wrong(int count, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Wrong> keys =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
          return size() > REMEMBERED;
        }
      };

  Tries(InstantSource clock) {
    this.clock = clock;
  }

  /// Lets somebody try.
  ///
  /// @throws RefusedException if it is too soon
  synchronized void begin(String id) throws RefusedException {
    Wrong wrong = keys.get(id);
    if (wrong != null && clock.instant().isBefore(wrong.until())) {
      throw new RefusedException(
          "too-many-tries",
          429,
          "the user's part was wrong too often: wait until " + wrong.until());
    }
  }

  /// It was wrong.
  synchronized void failed(String id) {
    Wrong before = keys.get(id);
    int count = before == null ? 1 : before.count() + 1;
    Duration wait =
        count < FREE ? Duration.ZERO : FIRST.multipliedBy(1L << Math.min(count - FREE, DOUBLINGS));
    keys.put(id, new Wrong(count, clock.instant().plus(wait)));
  }

  /// It was right.
  synchronized void succeeded(String id) {
    keys.remove(id);
  }
}

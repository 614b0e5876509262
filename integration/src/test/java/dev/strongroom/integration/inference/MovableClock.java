// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that goes as fast as the system's, from another time, and can be moved forward.
final class MovableClock implements InstantSource {
  private final AtomicReference<Duration> ahead;

  MovableClock(Instant now) {
    ahead = new AtomicReference<>(Duration.between(Instant.now(), now));
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead.get());
  }

  void forward(Duration by) {
    Duration _ = ahead.accumulateAndGet(by, Duration::plus);
  }
}

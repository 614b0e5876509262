// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that is set by hand.
final class TestClock implements InstantSource {
  static final Instant START = Instant.parse("2026-05-01T08:00:00.5Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Override
  public Instant instant() {
    return now.get();
  }

  void step(Duration by) {
    now.updateAndGet(time -> time.plus(by));
  }
}

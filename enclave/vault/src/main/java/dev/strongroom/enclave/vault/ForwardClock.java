// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The enclave's clock, which the host can turn, but for the vault not back: what has ended stays
/// ended, also over boots, since no entry is dated before those that are in the log. Turned forward
/// it stays there. Thread-safe.
final class ForwardClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicReference<Instant> latest;

  /// @param least the latest time that is known from before
  ForwardClock(InstantSource clock, Instant least) {
    this.clock = clock;
    this.latest = new AtomicReference<>(least);
  }

  /// It is at least this late.
  void notBefore(Instant time) {
    latest.accumulateAndGet(time, (one, other) -> one.isAfter(other) ? one : other);
  }

  @Override
  public Instant instant() {
    return latest.accumulateAndGet(
        clock.instant(), (one, other) -> one.isAfter(other) ? one : other);
  }
}

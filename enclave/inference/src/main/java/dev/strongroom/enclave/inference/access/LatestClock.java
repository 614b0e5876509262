// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The enclave's clock, which the host can turn, but not back behind what keys have seen: what has
/// expired stays so, also over boots, since the ledger's entries have times. Thread-safe.
final class LatestClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicReference<Instant> latest;

  /// @param least the time of the ledger's latest entry
  LatestClock(InstantSource clock, Instant least) {
    this.clock = clock;
    this.latest = new AtomicReference<>(least);
  }

  @Override
  public Instant instant() {
    return latest.accumulateAndGet(
        clock.instant(), (one, other) -> one.isAfter(other) ? one : other);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import java.time.Instant;
import java.time.InstantSource;

/// The host's clock, as far as it goes forward: what was revoked at one moment of a boot stays so,
/// though the host turns its clock back and shows the lists of that day. Of times before the boot
/// it knows nothing. Thread-safe.
final class ForwardClock implements InstantSource {
  private final InstantSource host;
  private Instant latest;

  ForwardClock(InstantSource host) {
    this.host = host;
    this.latest = host.instant();
  }

  @Override
  public synchronized Instant instant() {
    Instant now = host.instant();
    if (now.isAfter(latest)) {
      latest = now;
    }
    return latest;
  }
}

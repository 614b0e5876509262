// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/// Nonces that were given out, each good once and for a short time. Bounded: the oldest makes room
/// for a new one, so who floods the enclave delays a hand-over and gains nothing else. Thread-safe.
final class Nonces {
  private final int most;
  private final Duration lifetime;
  private final InstantSource clock;
  private final SecureRandom random;
  private final LinkedHashMap<Bytes, Instant> given = new LinkedHashMap<>();

  Nonces(int most, Duration lifetime, InstantSource clock, SecureRandom random) {
    this.most = most;
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  /// A new one.
  synchronized Bytes give() {
    byte[] bytes = new byte[HeirRequest.NONCE];
    random.nextBytes(bytes);
    Bytes nonce = Bytes.copyOf(bytes);
    if (given.size() >= most) {
      given.pollFirstEntry();
    }
    given.put(nonce, clock.instant());
    return nonce;
  }

  /// Whether it was given out, not long ago, and not used: from now on it is.
  synchronized boolean use(Bytes nonce) {
    Instant since = given.remove(nonce);
    Instant now = clock.instant();
    // A clock that was turned back makes nothing young again.
    return since != null && !now.isBefore(since) && now.isBefore(since.plus(lifetime));
  }
}

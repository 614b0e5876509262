// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.channel.signature.Refusal;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Takes each signed request once, for this boot, about when it was made. Thread-safe.
final class SignedOnce {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int MOST = 10_000;

  private final String epoch;
  private final InstantSource clock;
  private final Map<String, Instant> seen = new HashMap<>();
  private Instant latest = Instant.MIN;

  /// @param epoch this boot's id, as administrators are told
  SignedOnce(String epoch, InstantSource clock) {
    this.epoch = epoch;
    this.clock = clock;
  }

  /// Takes a request whose signature was verified.
  ///
  /// @throws RefusedRequestException if it isn't for this boot, for now, or came before
  synchronized void take(SignedRequest request) throws RefusedRequestException {
    Instant time = clock.instant();
    // The host can turn the clock, except backwards: what was forgotten stays too old.
    latest = time.isAfter(latest) ? time : latest;
    Instant created = request.created();
    if (!request.epoch().equals(epoch)) {
      throw new RefusedRequestException(Refusal.OTHER_EPOCH, "made for another boot");
    }
    if (!request.expires().isAfter(created) || request.expires().isAfter(created.plus(LONGEST))) {
      throw new RefusedRequestException(Refusal.TOO_LONG, "holds for more than " + LONGEST);
    }
    if (created.isAfter(latest.plus(WINDOW))) {
      throw new RefusedRequestException(Refusal.FROM_THE_FUTURE, "made after now");
    }
    if (created.isBefore(latest.minus(WINDOW)) || !request.expires().isAfter(latest)) {
      throw new RefusedRequestException(Refusal.STALE, "expired, or made too long ago");
    }
    Instant oldest = latest.minus(WINDOW);
    seen.values().removeIf(made -> made.isBefore(oldest));
    if (seen.size() >= MOST) {
      throw new RefusedRequestException(Refusal.BUSY, "more requests than can be remembered");
    }
    if (seen.putIfAbsent(request.keyId() + " " + request.nonce().hex(), created) != null) {
      throw new RefusedRequestException(Refusal.REPLAYED, "this request came before");
    }
  }
}

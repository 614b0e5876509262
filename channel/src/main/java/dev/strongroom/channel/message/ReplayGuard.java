// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/// Lets each encrypted request in once (`docs/encrypted-messages.md`, section 6): remembers
/// encapsulated keys for as long as the time in the request is acceptable. It never forgets one
/// early; when it is full it refuses. One for each message key. Thread-safe.
public final class ReplayGuard {
  private final InstantSource clock;
  private final Duration window;
  private final int capacity;
  private final Set<Bytes> seen = new HashSet<>();
  private final PriorityQueue<Seen> byTime = new PriorityQueue<>(Comparator.comparing(Seen::made));
  private Instant latest = Instant.MIN;

  private record Seen(Instant made, Bytes encapsulated) {}

  /// A guard that has seen nothing.
  ///
  /// @param window how far a request's time may be from the clock's, either way
  /// @param capacity how many requests are remembered, at some 200 bytes each
  public ReplayGuard(InstantSource clock, Duration window, int capacity) {
    if (!window.isPositive() || capacity < 1) {
      throw new IllegalArgumentException("a replay guard needs a window and room");
    }
    this.clock = clock;
    this.window = window;
    this.capacity = capacity;
  }

  /// Checks a request's time, before the costly part.
  ///
  /// @throws MessageException if it is too old or too new
  synchronized void checkTime(Instant made) throws MessageException {
    Instant now = now();
    if (made.isBefore(now.minus(window)) || made.isAfter(now.plus(window))) {
      throw new MessageException(
          Refusal.STALE, "made more than " + window + " from the enclave's time");
    }
  }

  /// Lets a request in whose first chunk was opened, and remembers it.
  ///
  /// @throws MessageException if it came before, is too old or too new, or there is no room
  synchronized void admit(Bytes encapsulated, Instant made) throws MessageException {
    checkTime(made);
    Instant oldest = now().minus(window);
    for (Seen first = byTime.peek();
        first != null && first.made.isBefore(oldest);
        first = byTime.peek()) {
      byTime.remove();
      seen.remove(first.encapsulated);
    }
    if (seen.contains(encapsulated)) {
      throw new MessageException(Refusal.REPLAYED, "this request came before");
    }
    if (seen.size() >= capacity) {
      throw new MessageException(Refusal.BUSY, "more requests than can be remembered");
    }
    seen.add(encapsulated);
    byTime.add(new Seen(made, encapsulated));
  }

  /// The clock, which the host can turn, except backwards: what was forgotten stays too old.
  private Instant now() {
    Instant now = clock.instant();
    if (now.isAfter(latest)) {
      latest = now;
    }
    return latest;
  }
}

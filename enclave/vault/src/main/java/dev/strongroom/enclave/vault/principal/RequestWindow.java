// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.Refusal;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Lets each signed request in once: remembers nonces for as long as a request's time is
/// acceptable. It never forgets one early; when it is full it refuses. A request of an earlier boot
/// names an earlier epoch, so nothing needs to be remembered between boots. Thread-safe.
public final class RequestWindow {
  /// How far a request's time may be from the enclave's, either way.
  public static final Duration WINDOW = Duration.ofMinutes(1);

  /// How long after it was made a request may expire.
  public static final Duration LONGEST = Duration.ofMinutes(2);

  private final String epoch;
  private final InstantSource clock;
  private final int capacity;
  private final int share;
  private final Set<Nonce> seen = new HashSet<>();
  private final Map<String, Integer> held = new HashMap<>();
  private final PriorityQueue<Seen> byTime =
      new PriorityQueue<>(Comparator.comparing(Seen::created));
  private Instant latest = Instant.MIN;

  private record Nonce(String keyId, Bytes value) {}

  private record Seen(Nonce nonce, Instant created) {}

  /// A window that has seen nothing.
  ///
  /// @param epoch this boot's id, as clients are told
  /// @param capacity how many requests are remembered, at some 400 bytes each
  /// @param share how many of them one key can have, so that none shuts the others out
  public RequestWindow(String epoch, InstantSource clock, int capacity, int share) {
    if (epoch.isEmpty() || capacity < 1 || share < 1) {
      throw new IllegalArgumentException("a window needs an epoch and room");
    }
    this.epoch = epoch;
    this.clock = clock;
    this.capacity = capacity;
    this.share = share;
  }

  /// Checks epoch and time, before the costly part.
  ///
  /// @throws RefusedRequestException if the request isn't for this boot, or not for now
  public synchronized void check(SignedRequest request) throws RefusedRequestException {
    Instant now = now();
    Instant created = request.created();
    if (!request.epoch().equals(epoch)) {
      throw refusal(Refusal.OTHER_EPOCH, "made for another boot of the enclave");
    }
    if (!request.expires().isAfter(created) || request.expires().isAfter(created.plus(LONGEST))) {
      throw refusal(Refusal.TOO_LONG, "holds for nothing, or more than " + LONGEST);
    }
    if (created.isAfter(now.plus(WINDOW))) {
      throw refusal(Refusal.FROM_THE_FUTURE, "made more than " + WINDOW + " from now");
    }
    if (created.isBefore(now.minus(WINDOW)) || !request.expires().isAfter(now)) {
      throw refusal(Refusal.STALE, "expired, or made more than " + WINDOW + " ago");
    }
  }

  /// Lets a request in whose signature was verified, and remembers it. To be called after that
  /// only, so that nobody without a key can fill the window.
  ///
  /// @throws RefusedRequestException as [#check]; if it came before; if there is no room
  public synchronized void admit(SignedRequest request) throws RefusedRequestException {
    check(request);
    forget();
    Nonce nonce = new Nonce(request.keyId(), request.nonce());
    if (seen.contains(nonce)) {
      throw refusal(Refusal.REPLAYED, "this request came before");
    }
    if (seen.size() >= capacity || held.getOrDefault(nonce.keyId, 0) >= share) {
      throw refusal(Refusal.BUSY, "more requests than can be remembered");
    }
    seen.add(nonce);
    byTime.add(new Seen(nonce, request.created()));
    held.merge(nonce.keyId, 1, Integer::sum);
  }

  private void forget() {
    Instant oldest = now().minus(WINDOW);
    for (Seen first = byTime.peek();
        first != null && first.created.isBefore(oldest);
        first = byTime.peek()) {
      byTime.remove();
      seen.remove(first.nonce);
      forgetOneOf(first.nonce.keyId);
    }
  }

  private void forgetOneOf(String keyId) {
    int left = held.getOrDefault(keyId, 0) - 1;
    if (left > 0) {
      held.put(keyId, left);
    } else {
      held.remove(keyId);
    }
  }

  /// The clock, which the host can turn, except backwards: what was forgotten stays too old.
  private Instant now() {
    Instant now = clock.instant();
    if (now.isAfter(latest)) {
      latest = now;
    }
    return latest;
  }

  private static RefusedRequestException refusal(Refusal refusal, String message) {
    return new RefusedRequestException(refusal, message);
  }
}

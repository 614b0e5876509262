// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.Refusal;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.SignedRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

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

  /// By the time that requests say they were made at.
  private final NavigableMap<Instant, Moment> moments = new TreeMap<>();

  private final Map<String, Integer> held = new HashMap<>();
  private Instant latest = Instant.MIN;

  /// Key id and nonce: half of their SHA-256, so that long ones take no more room. Whoever finds
  /// two that share it gets a refusal.
  private record Nonce(long first, long second) implements Comparable<Nonce> {
    private static Nonce of(SignedRequest request) {
      ByteBuffer digest =
          ByteBuffer.wrap(
              Encodings.sha256(Bytes.utf8(request.keyId() + " " + request.nonce().hex()))
                  .toByteArray());
      return new Nonce(digest.getLong(), digest.getLong());
    }

    /// So that a set stays fast whatever hash codes somebody looked for.
    @Override
    public int compareTo(Nonce other) {
      return Comparator.comparingLong(Nonce::first)
          .thenComparingLong(Nonce::second)
          .compare(this, other);
    }
  }

  /// What was let in that was made in one second.
  private static final class Moment {
    private final List<Nonce> nonces = new ArrayList<>();
    private final Map<String, Integer> held = new HashMap<>();
  }

  /// A window that has seen nothing.
  ///
  /// @param epoch this boot's id, as clients are told
  /// @param capacity how many requests are remembered, at some 80 bytes each
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
    Nonce nonce = Nonce.of(request);
    if (seen.contains(nonce)) {
      throw refusal(Refusal.REPLAYED, "this request came before");
    }
    String keyId = request.keyId();
    if (seen.size() >= capacity || held.getOrDefault(keyId, 0) >= share) {
      throw refusal(Refusal.BUSY, "more requests than can be remembered");
    }
    seen.add(nonce);
    Moment moment = moments.computeIfAbsent(request.created(), _ -> new Moment());
    moment.nonces.add(nonce);
    moment.held.merge(keyId, 1, Integer::sum);
    held.merge(keyId, 1, Integer::sum);
  }

  private void forget() {
    Instant oldest = now().minus(WINDOW);
    while (!moments.isEmpty() && moments.firstKey().isBefore(oldest)) {
      Moment gone = moments.pollFirstEntry().getValue();
      gone.nonces.forEach(seen::remove);
      gone.held.forEach((keyId, count) ->
          held.computeIfPresent(keyId, (_, all) -> all > count ? all - count : null));
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was used up of one limit for one value, added up in buckets of time.
///
/// @param buckets amounts by the bucket's end, in milliseconds since 1970, the end itself not in
///   it. The end and not the beginning, so that an amount still counts long enough after the
///   limit's window was changed
record Tally(SortedMap<Long, BigInteger> buckets) {
  static final Tally EMPTY = new Tally(new TreeMap<>());
  static final int MOST_BUCKETS = 48;

  /// About as many characters as a bucket takes in JSON.
  static final int CHARACTERS = 120;

  /// The year 10,000: later than any time that is taken.
  static final long LAST = 253_402_300_800_000L;

  /// A window of 46 buckets touches 48: the current one is there in part, the oldest too.
  private static final int BUCKETS_IN_WINDOW = MOST_BUCKETS - 2;

  Tally {
    buckets = Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
  }

  boolean isEmpty() {
    return buckets.isEmpty();
  }

  BigInteger sum() {
    return buckets.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /// Forgets the buckets that have left the window as a whole.
  Tally without(Optional<Duration> within, Instant now) {
    if (within.isEmpty()) {
      return this;
    }
    return new Tally(buckets.tailMap(now.toEpochMilli() - window(within.get()) + 1));
  }

  /// Adds an amount to the bucket of `now`.
  Tally with(BigInteger amount, Optional<Duration> within, Instant now) {
    SortedMap<Long, BigInteger> more = new TreeMap<>(buckets);
    more.merge(end(within, now.toEpochMilli()), amount, BigInteger::add);
    // More only after the limit's window was changed, or without one. The older of two goes into
    // the younger, where it counts longer.
    int most = within.isEmpty() ? 1 : MOST_BUCKETS;
    while (more.size() > most) {
      Iterator<Map.Entry<Long, BigInteger>> oldest = more.entrySet().iterator();
      BigInteger moved = oldest.next().getValue();
      oldest.remove();
      more.merge(more.firstKey(), moved, BigInteger::add);
    }
    return new Tally(more);
  }

  private static long end(Optional<Duration> within, long now) {
    if (within.isEmpty()) {
      return now + 1;
    }
    long width = Math.ceilDiv(window(within.get()), (long) BUCKETS_IN_WINDOW);
    return (Math.floorDiv(now, width) + 1) * width;
  }

  private static long window(Duration within) {
    return within.toMillis();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was used up of a policy's limits so far. Immutable.
///
/// It remembers no single request: what falls into one bucket of a limit's window is added up, and
/// counts until the whole bucket has left the window, so never too little. Time only goes forward
/// in it: a clock that is put back frees nothing.
public final class Usage {
  /// Of a limit with `per`, as many values at once.
  static final int MOST_VALUES = 1000;

  /// As long as [#encoded] may get, in characters; a reader of JSON takes 2^20.
  private static final int MOST_CHARACTERS = 800_000;

  private static final BigInteger LARGEST = BigInteger.TWO.pow(256);

  /// Nothing was used up.
  public static final Usage NONE = new Usage(Instant.EPOCH, new TreeMap<>());

  private final Instant latest;
  private final SortedMap<String, SortedMap<String, Tally>> limits;

  private Usage(Instant latest, SortedMap<String, SortedMap<String, Tally>> limits) {
    this.latest = latest;
    this.limits = limits;
  }

  /// The highest time that was charged at, in whole milliseconds.
  public Instant latest() {
    return latest;
  }

  /// `time`, or if that lies before it, the highest time seen.
  Instant notBefore(Instant time) {
    return time.isBefore(latest) ? latest : time;
  }

  /// What counts at `now` of a limit.
  BigInteger used(Limit limit, String per, Instant now) {
    Tally tally = limits.getOrDefault(limit.name(), new TreeMap<>()).get(per);
    return tally == null ? BigInteger.ZERO : tally.without(limit.within(), now).sum();
  }

  /// Whether one more charge for this value can be remembered.
  boolean canRemember(Limit limit, String per, Instant now) {
    SortedMap<String, Tally> values = limits.getOrDefault(limit.name(), new TreeMap<>());
    boolean few =
        values.containsKey(per)
            || values.values().stream()
                    .filter(tally -> !tally.without(limit.within(), now).isEmpty())
                    .count()
                < MOST_VALUES;
    return few && characters() + Tally.CHARACTERS + per.length() < MOST_CHARACTERS;
  }

  /// The usage after these charges too. What has left its window is forgotten, and so are limits
  /// that the policy no longer has.
  ///
  /// @param charges of [Decision.Allowed], by this policy or an earlier one
  /// @param time when; taken for the highest time seen if it lies before that
  public Usage charged(List<Charge> charges, Instant time, Policy policy) {
    Instant now = notBefore(time);
    SortedMap<String, SortedMap<String, Tally>> after = new TreeMap<>();
    for (Limit limit : policy.limits()) {
      SortedMap<String, Tally> values = new TreeMap<>();
      limits
          .getOrDefault(limit.name(), new TreeMap<>())
          .forEach((per, tally) -> {
            Tally rest = tally.without(limit.within(), now);
            if (!rest.isEmpty()) {
              values.put(per, rest);
            }
          });
      for (Charge charge : charges) {
        if (charge.limit().equals(limit.name()) && charge.amount().signum() > 0) {
          Tally tally = values.getOrDefault(charge.per(), Tally.EMPTY);
          values.put(charge.per(), tally.with(charge.amount(), limit.within(), now));
        }
      }
      if (!values.isEmpty()) {
        after.put(limit.name(), values);
      }
    }
    return new Usage(Instant.ofEpochMilli(now.toEpochMilli()), after);
  }

  /// The usage after these charges too, for who keeps the usage and hasn't the policy at hand: the
  /// charges know their windows. Limits that aren't charged stay as they are.
  ///
  /// @param charges of [Decision.Allowed]
  /// @param time when; taken for the highest time seen if it lies before that
  public Usage charged(List<Charge> charges, Instant time) {
    Instant now = notBefore(time);
    SortedMap<String, SortedMap<String, Tally>> after = new TreeMap<>(limits);
    for (Charge charge : charges) {
      SortedMap<String, Tally> values = new TreeMap<>();
      after
          .getOrDefault(charge.limit(), new TreeMap<>())
          .forEach((per, tally) -> {
            Tally rest = tally.without(charge.within(), now);
            if (!rest.isEmpty()) {
              values.put(per, rest);
            }
          });
      if (charge.amount().signum() > 0) {
        Tally tally = values.getOrDefault(charge.per(), Tally.EMPTY);
        values.put(charge.per(), tally.with(charge.amount(), charge.within(), now));
      }
      if (values.isEmpty()) {
        after.remove(charge.limit());
      } else {
        after.put(charge.limit(), values);
      }
    }
    return new Usage(Instant.ofEpochMilli(now.toEpochMilli()), after);
  }

  /// The usage of these limits alone: those of another policy from now on.
  public Usage keeping(Collection<String> names) {
    SortedMap<String, SortedMap<String, Tally>> kept = new TreeMap<>(limits);
    kept.keySet().retainAll(names);
    return new Usage(latest, kept);
  }

  /// As a value of JSON: `latest` in milliseconds since 1970; `limits`, by name a list of `per` and
  /// of `buckets`, each a list of its end in milliseconds and the amount in decimal digits.
  public Map<String, Object> encoded() {
    SortedMap<String, Object> names = new TreeMap<>();
    limits.forEach((name, values) -> {
      List<Object> list = new ArrayList<>();
      values.forEach((per, tally) -> {
        List<Object> buckets = new ArrayList<>();
        tally.buckets().forEach((end, amount) -> buckets.add(List.of(end, amount.toString())));
        list.add(Map.of("per", per, "buckets", buckets));
      });
      names.put(name, list);
    });
    return Map.of("latest", latest.toEpochMilli(), "limits", names);
  }

  /// Reads what [#encoded] made.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static Usage decode(JsonNode encoded) throws MalformedJsonException {
    encoded.onlyMembers(java.util.Set.of("latest", "limits"));
    Instant latest = Instant.ofEpochMilli(milliseconds(encoded.member("latest")));
    SortedMap<String, SortedMap<String, Tally>> limits = new TreeMap<>();
    JsonNode names = encoded.member("limits");
    for (String name : names.names()) {
      SortedMap<String, Tally> values = new TreeMap<>();
      for (JsonNode value : names.member(name).items()) {
        value.onlyMembers(java.util.Set.of("per", "buckets"));
        if (values.put(value.member("per").anyText(), tally(value.member("buckets"))) != null) {
          throw value.error("it is there twice");
        }
      }
      if (values.size() > MOST_VALUES) {
        throw names.error("more than " + MOST_VALUES + " values");
      }
      limits.put(name, values);
    }
    return new Usage(latest, limits);
  }

  private static Tally tally(JsonNode list) throws MalformedJsonException {
    SortedMap<Long, BigInteger> buckets = new TreeMap<>();
    for (JsonNode bucket : list.items()) {
      List<JsonNode> pair = bucket.items();
      if (pair.size() != 2
          || buckets.put(milliseconds(pair.getFirst()), amount(pair.getLast())) != null) {
        throw bucket.error("an end and an amount are needed, each end once");
      }
    }
    if (buckets.size() > Tally.MOST_BUCKETS) {
      throw list.error("more than " + Tally.MOST_BUCKETS + " buckets");
    }
    return new Tally(buckets);
  }

  private static long milliseconds(JsonNode node) throws MalformedJsonException {
    if (!(node.value() instanceof Long number) || number < 0 || number > Tally.LAST) {
      throw node.error("milliseconds since 1970 are needed");
    }
    return number;
  }

  private static BigInteger amount(JsonNode node) throws MalformedJsonException {
    String digits = node.text();
    // A bucket adds up amounts below 2^256 each.
    if (digits.length() > 100 || !digits.matches("[1-9][0-9]*")) {
      throw node.error("an amount above 0 is needed");
    }
    return new BigInteger(digits);
  }

  /// How long [#encoded] may be at most, about.
  private long characters() {
    long count = 0;
    for (SortedMap<String, Tally> values : limits.values()) {
      for (Map.Entry<String, Tally> value : values.entrySet()) {
        count += value.getKey().length() + 32 + (long) value.getValue().buckets().size() * 120;
      }
    }
    return count;
  }

  /// Whether an amount is one that limits count with.
  static boolean isAmount(BigInteger amount) {
    return amount.signum() >= 0 && amount.compareTo(LARGEST) < 0;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Usage usage
        && latest.equals(usage.latest)
        && limits.equals(usage.limits);
  }

  @Override
  public int hashCode() {
    return limits.hashCode();
  }

  @Override
  public String toString() {
    return encoded().toString();
  }
}

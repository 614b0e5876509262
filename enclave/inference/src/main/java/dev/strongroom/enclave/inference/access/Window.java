// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import java.util.Map;

/// What was used in the latest span or period that was seen.
///
/// @param number of the span or period
/// @param requests that were let in
/// @param cost of them, that of those under way at most
record Window(long number, long requests, Cost cost) {
  static final Window NONE = new Window(Long.MIN_VALUE, 0, Cost.NOTHING);

  /// The window of a number. The host's clock may have gone back: one that was seen isn't begun
  /// again.
  Window at(long now) {
    return now > number ? new Window(now, 0, Cost.NOTHING) : this;
  }

  Window plus(long more, Cost costs) {
    return new Window(number, requests + more, cost.plus(costs));
  }

  /// What both say: the later one, or the greater.
  Window joined(Window other) {
    if (number != other.number) {
      return number > other.number ? this : other;
    }
    return new Window(number, Math.max(requests, other.requests), cost.atLeast(other.cost));
  }

  Map<String, Object> members() {
    return Map.of("number", number, "requests", requests, "cost", cost.members());
  }
}

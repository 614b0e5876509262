// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Collection;
import java.util.Map;

/// What one decision may cost: a step for each part of an expression that is evaluated, for each
/// item of a list that is looked at and for each character that is compared. Not thread-safe: a
/// decision is made by one thread.
public final class Budget {
  /// Whose steps the functions count.
  static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  private long left;

  /// @param steps how many may be taken
  public Budget(long steps) {
    this.left = steps;
  }

  /// Takes `steps`, or ends the evaluation.
  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      // Not further down: a policy that goes on all the same mustn't wrap around.
      left = -1;
      throw new Fault("it takes too many steps");
    }
  }

  /// Takes a step for a part's value and for each thing in it, which CEL walks through.
  void spendOn(Object value) {
    spend(1 + size(value));
  }

  private static long size(Object value) {
    return switch (value) {
      case Collection<?> list -> {
        long size = list.size();
        for (Object item : list) {
          size += size(item);
        }
        yield size;
      }
      case Map<?, ?> map -> {
        long size = map.size();
        for (Object item : map.values()) {
          size += size(item);
        }
        yield size;
      }
      default -> 0;
    };
  }
}

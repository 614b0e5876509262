// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// When two values are the same. Values of different types are an error and not simply different: a
/// refusal that compares a text with an amount would else never hold.
final class Equality {
  private Equality() {}

  static boolean same(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> a.equals(b);
      case Amount a when right instanceof Amount b -> a.equals(b);
      case Amount a when right instanceof Long b -> a.compareTo(b.longValue()) == 0;
      case Long a when right instanceof Amount b -> b.compareTo(a.longValue()) == 0;
      case String a when right instanceof String b -> sameText(a, b);
      case Boolean a when right instanceof Boolean b -> a.equals(b);
      case java.time.Instant a when right instanceof java.time.Instant b -> a.equals(b);
      case java.time.Duration a when right instanceof java.time.Duration b -> a.equals(b);
      case List<?> a when right instanceof List<?> b -> sameLists(a, b);
      case Map<?, ?> a when right instanceof Map<?, ?> b -> sameMaps(a, b);
      default -> throw new Fault(kind(left) + " can't be compared with " + kind(right));
    };
  }

  /// Whether an item of the list is the same as `value`.
  static boolean in(Object value, List<?> list) {
    for (Object item : list) {
      spend(1);
      if (same(value, item)) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameText(String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    spend(a.length() / 16);
    return a.equals(b);
  }

  private static boolean sameLists(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    Iterator<?> others = b.iterator();
    for (Object item : a) {
      spend(1);
      if (!same(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameMaps(Map<?, ?> a, Map<?, ?> b) {
    Set<?> names = a.keySet();
    if (!names.equals(b.keySet())) {
      return false;
    }
    for (Object name : names) {
      spend(1);
      Object left = a.get(name);
      Object right = b.get(name);
      if (left == null || right == null || !same(left, right)) {
        return false;
      }
    }
    return true;
  }

  static String kind(Object value) {
    return switch (value) {
      case Long _ -> "an int";
      case Amount _ -> "an amount";
      case String _ -> "a text";
      case Boolean _ -> "a bool";
      case java.time.Instant _ -> "a moment";
      case java.time.Duration _ -> "a duration";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a map";
      default -> "a part of the request";
    };
  }

  private static void spend(long steps) {
    Budget.CURRENT.get().spend(steps);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the variables of expressions are for one request.
public final class Variables {
  /// The variables that are texts.
  static final List<String> TEXTS = List.of("act", "form", "key", "path");

  /// The members of `caller`, all texts.
  static final List<String> CALLER_MEMBERS = List.of("principal", "kind", "session");

  private final Map<String, Object> values;

  /// @param texts `act`, `form`, `key` and `path`
  /// @param caller its `principal`, `kind` and `session`
  /// @param now the time
  /// @param sets the policy's lists
  /// @param request by [FactsReader]
  public Variables(
      Map<String, String> texts,
      Map<String, String> caller,
      Instant now,
      Map<String, TextSet> sets,
      Members request) {
    if (!texts.keySet().containsAll(TEXTS) || !caller.keySet().containsAll(CALLER_MEMBERS)) {
      throw new IllegalArgumentException("a variable is missing");
    }
    Map<String, Object> all = new HashMap<>(texts);
    all.put("caller", new Members("caller", Map.copyOf(caller)));
    all.put("now", now);
    all.put("sets", new Members("sets", Map.copyOf(sets)));
    all.put(Scope.REQUEST, request);
    this.values = Map.copyOf(all);
  }

  Map<String, Object> values() {
    return values;
  }

  /// What a chain of members such as `tx.call.amount` leads to, in words.
  String words(List<String> chain) {
    Object value = values.get(chain.getFirst());
    for (String name : chain.subList(1, chain.size())) {
      value =
          switch (value) {
            case Members members -> members.find(name).orElse(null);
            case Map<?, ?> map -> map.get(name);
            case null, default -> null;
          };
    }
    return switch (value) {
      case null -> "missing";
      case String text -> Words.quoted(text);
      case List<?> list -> "a list of " + list.size();
      case Map<?, ?> map -> "a map of " + map.size();
      default -> value.toString();
    };
  }
}

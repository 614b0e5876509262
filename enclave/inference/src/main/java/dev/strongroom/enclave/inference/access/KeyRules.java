// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/// What a key may do.
///
/// @param name for people
/// @param endpoints by their short names
/// @param models by name
/// @param expires from when on it isn't taken
/// @param hours when it is taken; empty: always
/// @param rates how many requests in each span of time
/// @param budget in all
/// @param budgets in each period
/// @param alert from which percentage of a budget on administrators are told
record KeyRules(
    String name,
    Set<String> endpoints,
    Set<String> models,
    Optional<Instant> expires,
    List<Hours> hours,
    Map<Span, Long> rates,
    Budget budget,
    Map<Period, Budget> budgets,
    OptionalInt alert) {
  private static final int LONGEST_NAME = 100;
  private static final int MOST_HOURS = 16;
  private static final int HUNDRED = 100;
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "endpoints",
          "models",
          "expires",
          "hours",
          "rates",
          "tokens",
          "money",
          "budgets",
          "alert");

  KeyRules {
    endpoints = Set.copyOf(endpoints);
    models = Set.copyOf(models);
    hours = List.copyOf(hours);
    rates = Map.copyOf(rates);
    budgets = Map.copyOf(budgets);
  }

  /// Reads rules.
  ///
  /// @param endpoints that there are
  /// @param models that there are
  /// @throws MalformedJsonException if they are none; says where and why
  static KeyRules read(JsonNode node, Predicate<String> endpoints, Predicate<String> models)
      throws MalformedJsonException {
    node.onlyMembers(MEMBERS);
    JsonNode name = node.member("name");
    if (name.text().length() > LONGEST_NAME) {
      throw name.error("at most " + LONGEST_NAME + " characters");
    }
    return new KeyRules(
        name.text(),
        some(node.member("endpoints"), endpoints),
        some(node.member("models"), models),
        expires(node.optional("expires")),
        hours(node.optional("hours")),
        rates(node.optional("rates")),
        Budget.of(node),
        budgets(node.optional("budgets")),
        alert(node.optional("alert")));
  }

  private static Set<String> some(JsonNode node, Predicate<String> known)
      throws MalformedJsonException {
    Set<String> some = new HashSet<>();
    for (JsonNode item : node.items()) {
      if (!known.test(item.text()) || !some.add(item.text())) {
        throw item.error("unknown, or twice");
      }
    }
    return some;
  }

  private static Optional<Instant> expires(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(node.get().text()));
    } catch (DateTimeException e) {
      throw node.get().error("a time such as 2026-11-21T18:00:00Z is needed");
    }
  }

  private static List<Hours> hours(Optional<JsonNode> node) throws MalformedJsonException {
    List<Hours> hours = new ArrayList<>();
    if (node.isPresent()) {
      for (JsonNode item : node.get().items()) {
        hours.add(Hours.read(item));
      }
      if (hours.isEmpty() || hours.size() > MOST_HOURS) {
        throw node.get().error("1 to " + MOST_HOURS + " are needed");
      }
    }
    return hours;
  }

  private static Map<Span, Long> rates(Optional<JsonNode> node) throws MalformedJsonException {
    Map<Span, Long> rates = new EnumMap<>(Span.class);
    if (node.isPresent()) {
      node.get().onlyMembers(Set.of("minute", "hour", "day"));
      for (Span span : Span.values()) {
        Optional<JsonNode> rate = node.get().optional(span.label());
        if (rate.isPresent()) {
          rates.put(span, Budget.count(rate).orElseThrow());
        }
      }
    }
    return rates;
  }

  private static Map<Period, Budget> budgets(Optional<JsonNode> node)
      throws MalformedJsonException {
    Map<Period, Budget> budgets = new EnumMap<>(Period.class);
    if (node.isPresent()) {
      node.get().onlyMembers(Set.of("day", "month"));
      for (Period period : Period.values()) {
        Optional<JsonNode> budget = node.get().optional(period.label());
        if (budget.isPresent()) {
          budgets.put(period, Budget.read(budget.get()));
        }
      }
    }
    return budgets;
  }

  private static OptionalInt alert(Optional<JsonNode> node) throws MalformedJsonException {
    return node.isEmpty() ? OptionalInt.empty() : OptionalInt.of(node.get().integer(1, HUNDRED));
  }

  /// Whether a budget is in money.
  boolean paid() {
    return budget.money().isPresent()
        || budgets.values().stream().anyMatch(one -> one.money().isPresent());
  }

  /// Whether the key isn't taken any more.
  boolean expired(Instant now) {
    return expires.filter(end -> !now.isBefore(end)).isPresent();
  }

  /// Refuses a time at which the key isn't taken.
  void holds(Instant now) throws AccessRefusedException {
    if (expired(now)) {
      throw new AccessRefusedException("key-expired", 401, "the key has expired");
    }
    if (!hours.isEmpty() && hours.stream().noneMatch(one -> one.has(now))) {
      throw new AccessRefusedException("outside-hours", 403, "the key isn't for this hour");
    }
  }

  /// As JSON has it.
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("endpoints", endpoints.stream().sorted().toList());
    members.put("models", models.stream().sorted().toList());
    expires.ifPresent(time -> members.put("expires", time.toString()));
    if (!hours.isEmpty()) {
      members.put("hours", hours.stream().map(Hours::members).toList());
    }
    if (!rates.isEmpty()) {
      Map<String, Object> each = new HashMap<>();
      rates.forEach((span, most) -> each.put(span.label(), most));
      members.put("rates", each);
    }
    members.putAll(budget.members());
    if (!budgets.isEmpty()) {
      Map<String, Object> each = new HashMap<>();
      budgets.forEach((period, one) -> each.put(period.label(), one.members()));
      members.put("budgets", each);
    }
    alert.ifPresent(percent -> members.put("alert", percent));
    return members;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/// What a key may do.
///
/// @param name for people
/// @param endpoints by their short names
/// @param models by name
/// @param expires from when on it isn't taken
/// @param rates how many requests in each span of time
/// @param tokens in all, those of requests and answers together
/// @param money in all, in billionths
public record KeyRules(
    String name,
    Set<String> endpoints,
    Set<String> models,
    Optional<Instant> expires,
    Map<Span, Long> rates,
    OptionalLong tokens,
    OptionalLong money) {
  private static final int LONGEST_NAME = 100;
  private static final long MOST = 1L << 50;
  private static final Set<String> MEMBERS =
      Set.of("name", "endpoints", "models", "expires", "rates", "tokens", "money");

  /// Copies sets and map.
  public KeyRules {
    endpoints = Set.copyOf(endpoints);
    models = Set.copyOf(models);
    rates = Map.copyOf(rates);
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
        rates(node.optional("rates")),
        count(node.optional("tokens")),
        count(node.optional("money")));
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

  private static Map<Span, Long> rates(Optional<JsonNode> node) throws MalformedJsonException {
    Map<Span, Long> rates = new EnumMap<>(Span.class);
    if (node.isPresent()) {
      node.get().onlyMembers(Set.of("minute", "hour", "day"));
      for (Span span : Span.values()) {
        Optional<JsonNode> rate = node.get().optional(span.label());
        if (rate.isPresent()) {
          rates.put(span, count(rate).orElseThrow());
        }
      }
    }
    return rates;
  }

  private static OptionalLong count(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (node.get().value() instanceof Long number && number >= 0 && number <= MOST) {
      return OptionalLong.of(number);
    }
    throw node.get().error("a whole number from 0 to " + MOST + " is needed");
  }

  /// As JSON has it.
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("endpoints", endpoints.stream().sorted().toList());
    members.put("models", models.stream().sorted().toList());
    expires.ifPresent(time -> members.put("expires", time.toString()));
    if (!rates.isEmpty()) {
      Map<String, Object> each = new HashMap<>();
      rates.forEach((span, most) -> each.put(span.label(), most));
      members.put("rates", each);
    }
    tokens.ifPresent(most -> members.put("tokens", most));
    money.ifPresent(most -> members.put("money", most));
    return members;
  }
}

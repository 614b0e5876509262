// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// What may be used, in all or in a period.
///
/// @param tokens of requests and answers together
/// @param money in billionths
record Budget(OptionalLong tokens, OptionalLong money) {
  static final Budget NONE = new Budget(OptionalLong.empty(), OptionalLong.empty());

  /// What is let in at most, whatever a key's rules are: sums stay far below what a record can
  /// have.
  static final Budget COUNTABLE = new Budget(OptionalLong.of(1L << 52), OptionalLong.of(1L << 52));

  private static final long MOST = 1L << 50;
  private static final int HUNDRED = 100;
  private static final String TOKENS = "tokens";
  private static final String MONEY = "money";

  /// What budgets are called.
  ///
  /// @param prefix of the names
  static Set<String> names(String prefix) {
    return Set.of(prefix + TOKENS, prefix + MONEY);
  }

  /// Reads one with only these members.
  static Budget read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(names(""));
    return of(node);
  }

  /// Reads these members, whatever others there are.
  static Budget of(JsonNode node) throws MalformedJsonException {
    return new Budget(count(node.optional(TOKENS)), count(node.optional(MONEY)));
  }

  /// A count of a rule.
  static OptionalLong count(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (node.get().value() instanceof Long number && number >= 0 && number <= MOST) {
      return OptionalLong.of(number);
    }
    throw node.get().error("a whole number from 0 to " + MOST + " is needed");
  }

  /// Refuses what is more.
  ///
  /// @param retryAfter seconds until there is more to spend; 0 if never
  /// @throws AccessRefusedException if it is
  void holds(Cost all, int retryAfter) throws AccessRefusedException {
    if (tokens.isPresent() && all.tokens() > tokens.getAsLong()) {
      throw new AccessRefusedException(
          "token-budget", 429, "the key's tokens don't suffice for what this may take", retryAfter);
    }
    if (money.isPresent() && all.money() > money.getAsLong()) {
      throw new AccessRefusedException(
          "money-budget",
          429,
          "the key's money doesn't suffice for what this may cost",
          retryAfter);
    }
  }

  /// Which of them are used up to some part.
  ///
  /// @param percent of the budget
  /// @param prefix of the names
  Set<String> reached(Cost cost, int percent, String prefix) {
    Set<String> reached = new TreeSet<>();
    if (tokens.isPresent() && reached(cost.tokens(), tokens.getAsLong(), percent)) {
      reached.add(prefix + TOKENS);
    }
    if (money.isPresent() && reached(cost.money(), money.getAsLong(), percent)) {
      reached.add(prefix + MONEY);
    }
    return reached;
  }

  private static boolean reached(long used, long budget, int percent) {
    // A budget has at most 2^50; what was used may be more.
    return used >= budget || used * HUNDRED >= budget * percent;
  }

  /// As JSON has it.
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    tokens.ifPresent(most -> members.put(TOKENS, most));
    money.ifPresent(most -> members.put(MONEY, most));
    return members;
  }
}

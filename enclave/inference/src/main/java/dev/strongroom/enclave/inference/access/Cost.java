// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Map;

/// What a request costs, or may cost at most, and what many did. It ends at the greatest number
/// that a record or an entry can have: a sum that can't be written would shut the key's owner out,
/// and administrators with them.
///
/// @param tokens of request and answer together
/// @param money in billionths
record Cost(long tokens, long money) {
  static final Cost NOTHING = new Cost(0, 0);

  Cost {
    tokens = Math.clamp(tokens, -CanonicalJson.GREATEST, CanonicalJson.GREATEST);
    money = Math.clamp(money, -CanonicalJson.GREATEST, CanonicalJson.GREATEST);
  }

  /// Reads what [#members] gave.
  static Cost read(JsonNode node) throws MalformedJsonException {
    return new Cost(number(node.member("tokens")), number(node.member("money")));
  }

  /// A whole number from 0 on.
  static long number(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a whole number is needed");
  }

  Cost plus(Cost other) {
    return new Cost(tokens + other.tokens, money + other.money);
  }

  Cost minus(Cost other) {
    return new Cost(tokens - other.tokens, money - other.money);
  }

  /// The greater of both, each for itself.
  Cost atLeast(Cost other) {
    return new Cost(Math.max(tokens, other.tokens), Math.max(money, other.money));
  }

  /// As JSON has it.
  Map<String, Object> members() {
    return Map.of("tokens", tokens, "money", money);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a request uses up of a limit.
///
/// @param limit the limit's name, unique in its policy
/// @param per what the limit counts apart, such as a recipient; empty if nothing
/// @param amount never negative
/// @param within the limit's window; empty for ever
public record Charge(String limit, String per, BigInteger amount, Optional<Duration> within) {
  private static final String FOREVER = "forever";
  private static final int MOST_DIGITS = 78;

  /// Of a limit that counts for ever.
  public Charge(String limit, String per, BigInteger amount) {
    this(limit, per, amount, Optional.empty());
  }

  /// As JSON: `limit`, `per`, `amount` in decimal digits, `within` (ISO 8601, or `forever`).
  public Map<String, Object> stored() {
    return Map.of(
        "limit",
        limit,
        "per",
        per,
        "amount",
        amount.toString(),
        "within",
        within.map(Duration::toString).orElse(FOREVER));
  }

  /// Reads what [#stored] gave.
  ///
  /// @throws MalformedJsonException if it is anything else
  public static Charge read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("limit", "per", "amount", "within"));
    String digits = node.member("amount").text();
    if (digits.length() > MOST_DIGITS || !digits.matches("0|[1-9][0-9]*")) {
      throw node.member("amount").error("an amount is needed");
    }
    String within = node.member("within").text();
    try {
      return new Charge(
          node.member("limit").text(),
          node.member("per").anyText(),
          new BigInteger(digits),
          within.equals(FOREVER) ? Optional.empty() : Optional.of(Duration.parse(within)));
    } catch (DateTimeException e) {
      throw node.member("within").error("a duration is needed");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Form;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a session may do at most: a policy, or the few words that suffice for most, of which a
/// policy is made.
///
/// The words: `forms`; of Ethereum's transactions `chains` (ids), `to` (addresses, which are the
/// contracts where there are calls) and `amount` (of what they send in all, in wei); `uses` (how
/// often).
final class SessionScope {
  private static final Set<String> WORDS = Set.of("forms", "chains", "to", "amount", "uses");
  private static final Pattern AMOUNT = Pattern.compile("0|[1-9][0-9]{0,77}");
  private static final List<String> ACTS = List.of("sign", "decrypt", "mac", "derive");

  private SessionScope() {}

  /// Whatever the key's policy allows.
  static Policy everything() throws RefusedException {
    List<Object> rules = new ArrayList<>();
    for (Form form : Form.values()) {
      rules.add(rule(form, Optional.empty(), List.of()));
    }
    return policy(rules);
  }

  /// Reads a scope.
  static Policy read(JsonNode node) throws MalformedJsonException, RefusedException {
    if (node.optional("rules").isPresent()) {
      return Births.policy(node);
    }
    node.onlyMembers(WORDS);
    Optional<String> when = when(node);
    List<Object> rules = new ArrayList<>();
    for (JsonNode item : node.member("forms").items()) {
      Form form = Form.of(item.text()).orElseThrow(() -> item.error("an unknown form"));
      if (form != Form.EVM_TRANSACTION && (when.isPresent() || has(node, "amount"))) {
        throw item.error("chains, to and amount are of Ethereum's transactions: write a policy");
      }
      rules.add(rule(form, when, limits(node, form)));
    }
    return policy(rules);
  }

  private static boolean has(JsonNode node, String member) throws MalformedJsonException {
    return node.optional(member).isPresent();
  }

  private static Optional<String> when(JsonNode node) throws MalformedJsonException {
    List<String> conditions = new ArrayList<>();
    if (has(node, "chains")) {
      List<String> ids = new ArrayList<>();
      for (JsonNode chain : node.member("chains").items()) {
        ids.add(String.valueOf(chain.integer(1, Integer.MAX_VALUE)));
      }
      conditions.add("tx.chain_id in [" + String.join(", ", ids) + "]");
    }
    if (has(node, "to")) {
      List<String> addresses = new ArrayList<>();
      for (JsonNode address : node.member("to").items()) {
        addresses.add(CanonicalJson.text(address.text()));
      }
      conditions.add("tx.to in [" + String.join(", ", addresses) + "]");
    }
    return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" && ", conditions));
  }

  private static List<Object> limits(JsonNode node, Form form) throws MalformedJsonException {
    List<Object> limits = new ArrayList<>();
    if (has(node, "amount")) {
      JsonNode amount = node.member("amount");
      if (!AMOUNT.matcher(amount.text()).matches()) {
        throw amount.error("a whole number as text is needed");
      }
      limits.add(
          Map.of(
              "name", "amount",
              "measure", "tx.value",
              "most", amount.text(),
              "within", "forever"));
    }
    if (has(node, "uses")) {
      limits.add(
          Map.of(
              "name",
              "uses-of-" + form.code(),
              "most",
              String.valueOf(node.member("uses").integer(1, Integer.MAX_VALUE)),
              "within",
              "forever"));
    }
    return limits;
  }

  private static Map<String, Object> rule(Form form, Optional<String> when, List<Object> limits) {
    Map<String, Object> rule = new HashMap<>();
    rule.put("name", form.code());
    rule.put("effect", "allow");
    rule.put("acts", ACTS);
    rule.put("on", List.of(form.code()));
    rule.put("sessions", true);
    rule.put("acceptUnsure", UnsureCodes.of(form));
    when.ifPresent(condition -> rule.put("when", condition));
    if (!limits.isEmpty()) {
      rule.put("limits", limits);
    }
    return rule;
  }

  private static Policy policy(List<Object> rules) throws RefusedException {
    try {
      return Policy.parse(CanonicalJson.encode(Map.of("version", 1, "rules", rules)));
    } catch (MalformedPolicyException e) {
      throw new RefusedException("malformed-policy", 422, e.getMessage());
    }
  }
}

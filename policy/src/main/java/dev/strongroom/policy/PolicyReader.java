// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.expression.Addresses;
import dev.strongroom.policy.expression.TextSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads a policy's outline; [RuleReader] reads its rules.
final class PolicyReader {
  private static final Set<String> MEMBERS = Set.of("version", "comment", "sets", "rules");
  private static final Pattern SET_NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final int MOST_RULES = 64;
  private static final int MOST_LIMITS = 64;
  private static final int MOST_SETS = 32;
  private static final int MOST_TEXTS = 10_000;
  private static final int LONGEST_TEXT = 200;

  private PolicyReader() {}

  static Policy read(Bytes json) throws MalformedPolicyException {
    String text = json.asUtf8();
    if (text == null) {
      throw new MalformedPolicyException("", "not UTF-8");
    }
    try {
      JsonNode policy = JsonNode.parse(text);
      policy.onlyMembers(MEMBERS);
      int _ = policy.member("version").integer(1, 1);
      if (policy.optional("comment").isPresent()) {
        String _ = policy.member("comment").anyText();
      }
      Map<String, TextSet> sets = sets(policy);
      List<Rule> rules = rules(policy.member("rules"), sets.keySet());
      return new Policy(CanonicalJson.encode(policy.value()), sets, rules);
    } catch (MalformedJsonException e) {
      // Its message names the place already.
      throw new MalformedPolicyException("", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new MalformedPolicyException("", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, TextSet> sets(JsonNode policy) throws MalformedJsonException {
    Map<String, TextSet> sets = new TreeMap<>();
    if (policy.optional("sets").isEmpty()) {
      return sets;
    }
    JsonNode all = policy.member("sets");
    int texts = 0;
    for (String name : all.names()) {
      JsonNode set = all.member(name);
      if (!SET_NAME.matcher(name).matches()) {
        throw set.error("a name of a-z, 0-9 and _ is needed");
      }
      Set<String> members = new HashSet<>();
      // An empty set is one: it will be filled later.
      if (!(set.value() instanceof List<?> list && list.isEmpty())) {
        for (JsonNode item : set.items()) {
          members.add(member(item));
        }
      }
      texts += members.size();
      sets.put(name, new TextSet(members));
    }
    if (sets.size() > MOST_SETS || texts > MOST_TEXTS) {
      throw all.error("more than " + MOST_SETS + " sets or " + MOST_TEXTS + " texts");
    }
    return sets;
  }

  private static String member(JsonNode item) throws MalformedJsonException {
    String text = item.text();
    if (text.length() > LONGEST_TEXT) {
      throw item.error("longer than " + LONGEST_TEXT + " characters");
    }
    if (Addresses.isMiswritten(text)) {
      throw item.error(
          "an address never looks like " + text + ", write " + Addresses.checksummed(text));
    }
    return text;
  }

  private static List<Rule> rules(JsonNode list, Set<String> sets) throws MalformedJsonException {
    List<JsonNode> items = list.items();
    if (items.size() > MOST_RULES) {
      throw list.error("more than " + MOST_RULES + " rules");
    }
    RuleReader reader = new RuleReader(sets);
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> limits = new HashSet<>();
    for (JsonNode item : items) {
      Rule rule = reader.read(item);
      if (!names.add(rule.name())) {
        throw item.member("name").error("another rule has this name");
      }
      for (Limit limit : rule.limits()) {
        if (!limits.add(limit.name())) {
          throw item.member("limits").error("another limit is named " + limit.name());
        }
      }
      rules.add(rule);
    }
    if (limits.size() > MOST_LIMITS) {
      throw list.error("more than " + MOST_LIMITS + " limits");
    }
    return rules;
  }
}

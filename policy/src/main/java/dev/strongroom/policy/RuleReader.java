// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Form;
import dev.strongroom.policy.expression.Condition;
import dev.strongroom.policy.expression.Expression;
import dev.strongroom.policy.expression.FormModel;
import dev.strongroom.policy.expression.Language;
import dev.strongroom.policy.expression.MalformedExpressionException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the rules of one policy.
final class RuleReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "effect",
          "acts",
          "on",
          "who",
          "sessions",
          "when",
          "acceptUnsure",
          "between",
          "hours",
          "limits",
          "approvals");
  private static final List<String> OF_ALLOWANCES =
      List.of("sessions", "acceptUnsure", "limits", "approvals");
  private static final Set<String> LIMIT_MEMBERS =
      Set.of("name", "measure", "most", "within", "per");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
  private static final int MOST_LIMITS = 8;
  private static final int MOST_NAMES = 1000;
  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(3660);
  private static final int AMOUNT_BITS = 256;

  private final Set<String> sets;

  /// Rules about the same forms share what is slow to make.
  private final Map<Set<Form>, Language> languages = new HashMap<>();

  RuleReader(Set<String> sets) {
    this.sets = Set.copyOf(sets);
  }

  Rule read(JsonNode rule) throws MalformedJsonException {
    rule.onlyMembers(MEMBERS);
    boolean refuses = refuses(rule.member("effect"));
    if (refuses) {
      for (String name : OF_ALLOWANCES) {
        if (rule.optional(name).isPresent()) {
          throw rule.member(name).error("a rule that refuses has none");
        }
      }
    }
    Set<Form> forms = forms(rule.member("on"));
    Language language = languages.computeIfAbsent(forms, on -> Language.of(on, sets));
    Optional<JsonNode> between = rule.optional("between");
    if (between.isPresent()) {
      between.get().onlyMembers(Set.of("from", "until"));
    }
    Optional<Instant> from = instant(between, "from");
    Optional<Instant> until = instant(between, "until");
    if (between.isPresent() && from.isEmpty() && until.isEmpty()) {
      throw between.get().error("\"from\" or \"until\" is needed");
    }
    if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
      throw rule.member("between").error("\"from\" has to lie before \"until\"");
    }
    return new Rule(
        name(rule.member("name")),
        refuses,
        names(rule.member("acts")),
        forms,
        rule.optional("who").isPresent() ? principals(rule.member("who")) : Set.of(),
        rule.optional("sessions").isPresent() && rule.member("sessions").flag(),
        when(rule, language),
        accepted(rule, forms),
        from,
        until,
        rule.optional("hours").isPresent()
            ? Optional.of(HoursReader.read(rule.member("hours")))
            : Optional.empty(),
        limits(rule, language),
        rule.optional("approvals").isPresent()
            ? Optional.of(approvals(rule.member("approvals")))
            : Optional.empty());
  }

  private static boolean refuses(JsonNode effect) throws MalformedJsonException {
    return switch (effect.text()) {
      case "allow" -> false;
      case "refuse" -> true;
      default -> throw effect.error("\"allow\" or \"refuse\" is needed");
    };
  }

  private static String name(JsonNode node) throws MalformedJsonException {
    String name = node.text();
    if (!NAME.matcher(name).matches()) {
      throw node.error("1 to 64 characters of a-z, 0-9, - and . are needed");
    }
    return name;
  }

  private static Set<String> names(JsonNode list) throws MalformedJsonException {
    Set<String> names = new HashSet<>();
    for (JsonNode item : items(list)) {
      if (!names.add(name(item))) {
        throw item.error("it is there twice");
      }
    }
    return names;
  }

  private static List<JsonNode> items(JsonNode list) throws MalformedJsonException {
    List<JsonNode> items = list.items();
    if (items.size() > MOST_NAMES) {
      throw list.error("more than " + MOST_NAMES + " items");
    }
    return items;
  }

  private static Set<Form> forms(JsonNode list) throws MalformedJsonException {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    for (JsonNode item : items(list)) {
      Form form = Form.of(item.text()).orElseThrow(() -> item.error("no form has this name"));
      if (!forms.add(form)) {
        throw item.error("it is there twice");
      }
    }
    return forms;
  }

  private static Set<Principal> principals(JsonNode list) throws MalformedJsonException {
    Set<Principal> principals = new HashSet<>();
    for (JsonNode item : items(list)) {
      try {
        if (!principals.add(Principal.parse(item.text()))) {
          throw item.error("it is there twice");
        }
      } catch (IllegalArgumentException e) {
        throw item.error(String.valueOf(e.getMessage()));
      }
    }
    return principals;
  }

  private static Optional<Condition> when(JsonNode rule, Language language)
      throws MalformedJsonException {
    Optional<JsonNode> when = rule.optional("when");
    if (when.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Condition.parse(when.get().text(), language));
    } catch (MalformedExpressionException e) {
      throw when.get().error(e.getMessage());
    }
  }

  private static Set<String> accepted(JsonNode rule, Set<Form> forms)
      throws MalformedJsonException {
    Set<String> accepted = new HashSet<>();
    if (rule.optional("acceptUnsure").isEmpty()) {
      return accepted;
    }
    for (JsonNode item : items(rule.member("acceptUnsure"))) {
      String code = item.text();
      if (forms.stream().noneMatch(form -> FormModel.unsureCodes(form).contains(code))) {
        throw item.error("these forms are never unsure in this way");
      }
      if (!accepted.add(code)) {
        throw item.error("it is there twice");
      }
    }
    return accepted;
  }

  private static Optional<Instant> instant(Optional<JsonNode> between, String name)
      throws MalformedJsonException {
    if (between.isEmpty() || between.get().optional(name).isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = between.get().member(name);
    try {
      return Optional.of(Instant.parse(node.text()));
    } catch (java.time.DateTimeException e) {
      throw node.error("a moment such as 2026-01-31T12:00:00Z is needed");
    }
  }

  private static List<Limit> limits(JsonNode rule, Language language)
      throws MalformedJsonException {
    List<Limit> limits = new ArrayList<>();
    if (rule.optional("limits").isEmpty()) {
      return limits;
    }
    for (JsonNode item : rule.member("limits").items()) {
      limits.add(limit(item, language));
    }
    if (limits.size() > MOST_LIMITS) {
      throw rule.member("limits").error("more than " + MOST_LIMITS + " limits");
    }
    return limits;
  }

  private static Limit limit(JsonNode node, Language language) throws MalformedJsonException {
    node.onlyMembers(LIMIT_MEMBERS);
    return new Limit(
        name(node.member("name")),
        expression(node, "measure", text -> Expression.number(text, language)),
        amount(node.member("most")),
        node.member("within").text().equals("forever")
            ? Optional.empty()
            : Optional.of(duration(node.member("within"))),
        expression(node, "per", text -> Expression.text(text, language)));
  }

  /// Makes an expression of text.
  @FunctionalInterface
  private interface Maker {
    Expression make(String text) throws MalformedExpressionException;
  }

  private static Optional<Expression> expression(JsonNode limit, String name, Maker maker)
      throws MalformedJsonException {
    Optional<JsonNode> node = limit.optional(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(maker.make(node.get().text()));
    } catch (MalformedExpressionException e) {
      throw node.get().error(e.getMessage());
    }
  }

  private static BigInteger amount(JsonNode node) throws MalformedJsonException {
    String digits = node.text();
    if (digits.length() <= 78 && digits.matches("0|[1-9][0-9]*")) {
      BigInteger amount = new BigInteger(digits);
      if (amount.bitLength() <= AMOUNT_BITS) {
        return amount;
      }
    }
    throw node.error("decimal digits in quotes are needed, below 2^256");
  }

  private static Duration duration(JsonNode node) throws MalformedJsonException {
    try {
      Duration duration = Duration.parse(node.text());
      if (duration.compareTo(SHORTEST_WINDOW) >= 0 && duration.compareTo(LONGEST_WINDOW) <= 0) {
        return Duration.ofSeconds(duration.toSeconds());
      }
    } catch (java.time.DateTimeException e) {
      throw node.error("a duration such as PT1H or P7D is needed");
    }
    throw node.error("from a minute to 3660 days are needed");
  }

  private static Approvals approvals(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("of", "need", "within", "callerCounts"));
    Set<Principal> of = principals(node.member("of"));
    return new Approvals(
        of,
        node.member("need").integer(1, of.size()),
        duration(node.member("within")),
        node.optional("callerCounts").isPresent() && node.member("callerCounts").flag());
  }
}

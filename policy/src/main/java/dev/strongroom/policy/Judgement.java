// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.chain.Form;
import dev.strongroom.policy.Answer.Ask;
import dev.strongroom.policy.Answer.No;
import dev.strongroom.policy.Answer.Stage;
import dev.strongroom.policy.Answer.Unclear;
import dev.strongroom.policy.Answer.Yes;
import dev.strongroom.policy.expression.Budget;
import dev.strongroom.policy.expression.UnevaluableException;
import dev.strongroom.policy.expression.Variables;
import dev.strongroom.policy.expression.Words;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Puts one request to the rules of a policy. Used once.
///
/// @param inquiry the request
/// @param usage what was used up before
/// @param now the request's time, or the highest seen
/// @param variables for the expressions
/// @param budget what all of them together may cost
record Judgement(Inquiry inquiry, Usage usage, Instant now, Variables variables, Budget budget) {
  private static final int LONGEST_PER = 200;

  /// What the rule says.
  Answer of(Rule rule) {
    Optional<String> elsewhere = elsewhere(rule);
    if (elsewhere.isPresent()) {
      return new No(Stage.ELSEWHERE, elsewhere.get());
    }
    try {
      if (rule.when().isPresent()) {
        Optional<String> whyNot = rule.when().get().whyNot(variables, budget);
        if (whyNot.isPresent()) {
          return new No(Stage.ELSEWHERE, whyNot.get());
        }
      }
      return rule.refuses() ? new Yes(List.of(), holds(rule)) : allowance(rule);
    } catch (UnevaluableException e) {
      return new Unclear(e.getMessage());
    }
  }

  /// Why the rule isn't about this request, whatever its condition.
  private Optional<String> elsewhere(Rule rule) {
    Form form = inquiry.facts().form();
    if (!rule.acts().contains(inquiry.act())) {
      return Optional.of("the act is " + Words.quoted(inquiry.act()));
    }
    if (!rule.forms().contains(form)) {
      return Optional.of("the form is " + form.code());
    }
    if (!rule.who().isEmpty() && !rule.who().contains(inquiry.caller())) {
      return Optional.of("the caller is " + inquiry.caller());
    }
    if (!rule.refuses() && rule.who().isEmpty() && !inquiry.owner()) {
      return Optional.of("the rule names nobody, and the caller isn't an owner of the key");
    }
    if (!rule.refuses() && !rule.sessions() && inquiry.session().isPresent()) {
      return Optional.of("it is asked through a session");
    }
    if (rule.from().isPresent() && now.isBefore(rule.from().get())) {
      return Optional.of("it is " + now + ", before " + rule.from().get());
    }
    if (rule.until().isPresent() && !now.isBefore(rule.until().get())) {
      return Optional.of("it is " + now + ", not before " + rule.until().get());
    }
    if (rule.hours().isPresent() && !rule.hours().get().contains(now)) {
      return Optional.of("it is " + now.atZone(rule.hours().get().zone()) + ", outside its hours");
    }
    return Optional.empty();
  }

  private Answer allowance(Rule rule) throws UnevaluableException {
    Set<String> unsure = unsure();
    unsure.removeAll(rule.accepted());
    if (!unsure.isEmpty()) {
      return new No(Stage.UNSURE, "not sure, and not accepted: " + String.join(", ", unsure));
    }
    List<Charge> charges = new ArrayList<>();
    for (Limit limit : rule.limits()) {
      Charge charge = charge(limit);
      Optional<String> full = full(limit, charge);
      if (full.isPresent()) {
        return new No(Stage.LIMIT, full.get());
      }
      charges.add(charge);
    }
    return rule.approvals().isPresent()
        ? approved(rule, rule.approvals().get(), charges)
        : new Yes(charges, holds(rule));
  }

  /// What the decoder wasn't sure of. Bytes and digests never are, whoever decoded them.
  private Set<String> unsure() {
    Set<String> unsure = new TreeSet<>(inquiry.facts().unsure());
    switch (inquiry.facts().form()) {
      case MESSAGE -> unsure.add("any-message");
      case DIGEST -> unsure.add("any-digest");
      default -> {}
    }
    return unsure;
  }

  private Charge charge(Limit limit) throws UnevaluableException {
    BigInteger amount =
        limit.measure().isEmpty()
            ? BigInteger.ONE
            : limit.measure().get().numberOf(variables, budget);
    String per = limit.per().isEmpty() ? "" : limit.per().get().textOf(variables, budget);
    if (!Usage.isAmount(amount)) {
      throw new UnevaluableException("limit " + limit.name() + ": an amount beyond 256 bits");
    }
    if (per.length() > LONGEST_PER
        || per.chars().anyMatch(c -> c < ' ' || Character.isSurrogate((char) c))) {
      throw new UnevaluableException(
          "limit "
              + limit.name()
              + ": counts nothing apart by a text of more than "
              + LONGEST_PER
              + " characters, or with control characters: "
              + Words.quoted(per));
    }
    return new Charge(limit.name(), per, amount, limit.within());
  }

  private Optional<String> full(Limit limit, Charge charge) {
    BigInteger used = usage.used(limit, charge.per(), now);
    if (used.add(charge.amount()).compareTo(limit.most()) > 0) {
      return Optional.of(
          "limit "
              + limit.name()
              + (limit.per().isPresent() ? " for " + Words.quoted(charge.per()) : "")
              + ": "
              + used
              + " used and "
              + charge.amount()
              + " asked of "
              + limit.most());
    }
    if (!usage.canRemember(limit, charge.per(), now)) {
      return Optional.of(
          "limit " + limit.name() + ": no more values can be counted apart at a time");
    }
    return Optional.empty();
  }

  private Answer approved(Rule rule, Approvals approvals, List<Charge> charges) {
    Set<Principal> approvers = approvals.approvers(inquiry.caller());
    if (approvers.size() < approvals.need()) {
      return new No(
          Stage.ELSEWHERE,
          "it takes " + approvals.need() + " approvals, and the caller's own doesn't count");
    }
    Set<Principal> given = approvals.given(inquiry.caller(), inquiry.approvals());
    if (given.size() < approvals.need()) {
      return new Ask(
          approvals,
          approvers,
          given,
          given.size() + " of " + approvals.need() + " approvals are there");
    }
    return new Yes(
        charges,
        holds(rule)
            + "; approved by "
            + given.stream().map(Principal::toString).sorted().collect(Collectors.joining(", ")));
  }

  private String holds(Rule rule) {
    return rule.when().map(when -> when.explained(variables)).orElse("nothing else is asked of it");
  }
}

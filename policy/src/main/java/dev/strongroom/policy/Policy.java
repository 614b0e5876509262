// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.policy.Answer.Ask;
import dev.strongroom.policy.Answer.No;
import dev.strongroom.policy.Answer.Stage;
import dev.strongroom.policy.Answer.Unclear;
import dev.strongroom.policy.Answer.Yes;
import dev.strongroom.policy.expression.Budget;
import dev.strongroom.policy.expression.FactsReader;
import dev.strongroom.policy.expression.MalformedFactsException;
import dev.strongroom.policy.expression.Members;
import dev.strongroom.policy.expression.TextSet;
import dev.strongroom.policy.expression.Variables;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Says what may be done with a key (`docs/policy.md`). Whatever no rule allows is refused.
/// Immutable; safe for use by many threads.
public final class Policy {
  /// What one decision may cost: some ten times what the greediest sensible policy takes.
  private static final long STEPS = 1_000_000;

  private final Bytes encoded;
  private final Map<String, TextSet> sets;
  private final List<Rule> rules;

  Policy(Bytes encoded, Map<String, TextSet> sets, List<Rule> rules) {
    this.encoded = encoded;
    this.sets = Map.copyOf(sets);
    this.rules = List.copyOf(rules);
  }

  /// Reads a policy, and checks its expressions against the members that requests have.
  ///
  /// @param json UTF-8, at most 1 MiB
  /// @throws MalformedPolicyException if anything about it is wrong, with the place
  public static Policy parse(Bytes json) throws MalformedPolicyException {
    return PolicyReader.read(json);
  }

  /// The policy in canonical JSON (RFC 8785), however it was written.
  public Bytes encoded() {
    return encoded;
  }

  /// The SHA-256 of [#encoded].
  public Bytes digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      encoded.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Decides about a request. Who carries it out then charges the usage, before anybody asks again.
  ///
  /// @param inquiry the request
  /// @param usage what was used up before it
  public Decision decide(Inquiry inquiry, Usage usage) {
    Judgement judgement;
    try {
      judgement = judgement(inquiry, usage);
    } catch (MalformedFactsException e) {
      return new Decision.Refused("malformed-facts", e.getMessage(), List.of());
    }
    List<Answer> answers = new ArrayList<>();
    int decisive = -1;
    for (Rule rule : rules) {
      // Refusals are all asked; of the others none after the first that holds.
      Answer answer =
          rule.refuses() || decisive < 0
              ? judgement.of(rule)
              : new No(Stage.ELSEWHERE, "not asked: " + rules.get(decisive).name() + " holds");
      if (!rule.refuses() && decisive < 0 && (answer instanceof Yes || answer instanceof Ask)) {
        decisive = answers.size();
      }
      answers.add(answer);
    }
    return conclude(answers, decisive);
  }

  /// Whether a rule names somebody: as who may ask, or as who may approve.
  public boolean names(Principal principal) {
    return rules.stream()
        .anyMatch(rule ->
            rule.who().contains(principal)
                || rule.approvals().filter(it -> it.of().contains(principal)).isPresent());
  }

  /// The names of all limits.
  public List<String> limitNames() {
    return limits().stream().map(Limit::name).toList();
  }

  /// The limits of all rules.
  List<Limit> limits() {
    return rules.stream().flatMap(rule -> rule.limits().stream()).toList();
  }

  private Judgement judgement(Inquiry inquiry, Usage usage) throws MalformedFactsException {
    Members request = FactsReader.read(inquiry.facts());
    Instant now = usage.notBefore(inquiry.time());
    Map<String, String> texts =
        Map.of(
            "act", inquiry.act(),
            "form", inquiry.facts().form().code(),
            "key", inquiry.key(),
            "path", inquiry.path());
    Map<String, String> caller =
        Map.of(
            "principal", inquiry.caller().toString(),
            "kind", inquiry.caller().kind().code(),
            "session", inquiry.session().orElse(""));
    Variables variables = new Variables(texts, caller, now, sets, request);
    return new Judgement(inquiry, usage, now, variables, new Budget(STEPS));
  }

  private Decision conclude(List<Answer> answers, int decisive) {
    List<RuleFinding> findings = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      findings.add(
          new RuleFinding(
              rules.get(i).name(), answer instanceof Yes || answer instanceof Ask, answer.why()));
    }
    for (int i = 0; i < answers.size(); i++) {
      if (rules.get(i).refuses() && !(answers.get(i) instanceof No)) {
        return new Decision.Refused(
            answers.get(i) instanceof Unclear ? "rule-unclear" : "rule-refuses",
            rules.get(i).name() + ": " + answers.get(i).why(),
            findings);
      }
    }
    if (decisive < 0) {
      return refusal(answers, findings);
    }
    String rule = rules.get(decisive).name();
    return switch (answers.get(decisive)) {
      case Yes(List<Charge> charges, _) -> new Decision.Allowed(rule, charges, findings);
      case Ask ask ->
          new Decision.ApprovalNeeded(
              rule,
              ask.approvers(),
              ask.approvals().need(),
              ask.given(),
              ask.approvals().within(),
              findings);
      case No _, Unclear _ -> refusal(answers, findings);
    };
  }

  /// Names what was missing in the rule that came closest.
  private Decision refusal(List<Answer> answers, List<RuleFinding> findings) {
    for (Stage stage : List.of(Stage.LIMIT, Stage.UNSURE)) {
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i) instanceof No(Stage reached, String why) && reached == stage) {
          return new Decision.Refused(
              stage == Stage.LIMIT ? "limit-exceeded" : "unsure",
              rules.get(i).name() + ": " + why,
              findings);
        }
      }
    }
    return new Decision.Refused("no-rule", "no rule allows it", findings);
  }
}

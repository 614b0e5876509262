// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.chain.Facts;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Session;
import dev.strongroom.policy.Charge;
import dev.strongroom.policy.Decision;
import dev.strongroom.policy.Inquiry;
import dev.strongroom.policy.Policy;
import dev.strongroom.policy.Principal;
import dev.strongroom.policy.RuleFinding;
import dev.strongroom.policy.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Asks a key's policy, and the scope of the session if there is one: both have to allow it.
record Judge(Policies policies) {

  /// What is asked for.
  ///
  /// @param act such as `sign`
  /// @param path of the account; empty if the key has none
  /// @param facts of what is to be done
  record Question(String act, String path, Facts facts) {}

  /// What came of it.
  sealed interface Outcome {
    /// What the rules said.
    List<RuleFinding> findings();

    /// All of it may be done.
    ///
    /// @param rules that allow it, one for each question
    /// @param charges what it uses up of the policy's limits
    /// @param sessionCharges what it uses up of the session's
    record Allowed(
        List<String> rules,
        List<Charge> charges,
        List<Charge> sessionCharges,
        List<RuleFinding> findings)
        implements Outcome {}

    /// It may be done with these approvals.
    record Approval(Decision.ApprovalNeeded needed) implements Outcome {
      @Override
      public List<RuleFinding> findings() {
        return needed.findings();
      }
    }

    /// It may not.
    ///
    /// @param at which of the questions was refused, from 0
    record Refused(int at, String code, String message, List<RuleFinding> findings)
        implements Outcome {
      /// The refusal, as it is answered.
      ///
      /// @param several whether there was more than one question
      RefusedException exception(boolean several) {
        return new RefusedException(
            code,
            403,
            several ? "batch[" + at + "]: " + message : message,
            findings,
            Optional.empty(),
            Map.of());
      }
    }
  }

  /// Refuses those who have nothing to do with a key, before its secret is looked at.
  ///
  /// @throws RefusedException if the caller is no owner, and no rule names it
  void concerned(KeyContent key, Acting acting) throws StorageException, RefusedException {
    if (!acting.owns(key) && !policies.get(key.policy()).names(acting.principal())) {
      throw new RefusedException(
          "no-rule", 403, "no rule allows it: the caller is no owner, and no rule names it");
    }
  }

  /// Decides about several questions of one request, in order: what one uses up isn't there for the
  /// next.
  ///
  /// @param approvals who approved exactly this
  Outcome outcome(
      KeyContent key,
      Acting acting,
      List<Question> questions,
      Instant now,
      Set<Principal> approvals)
      throws StorageException {
    Course own = new Course(policies.get(key.policy()), key.usage());
    Optional<Course> scope =
        acting.session().isPresent()
            ? Optional.of(scope(acting.session().get()))
            : Optional.empty();
    List<String> rules = new ArrayList<>();
    List<RuleFinding> findings = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Inquiry inquiry = inquiry(key, acting, questions.get(i), now, approvals);
      if (scope.isPresent()) {
        switch (scope.get().decided(inquiry, now)) {
          case Decision.Allowed _ -> {
            // The key's policy decides.
          }
          case Decision.ApprovalNeeded needed -> {
            return new Outcome.Refused(
                i, "session-scope", "a session's scope can't ask for approvals", needed.findings());
          }
          case Decision.Refused(var code, var message, var said) -> {
            return new Outcome.Refused(i, "session-" + code, "the session: " + message, said);
          }
        }
      }
      switch (own.decided(inquiry, now)) {
        case Decision.Allowed allowed -> {
          rules.add(allowed.rule());
          findings.addAll(allowed.findings());
        }
        case Decision.ApprovalNeeded needed -> {
          return new Outcome.Approval(needed);
        }
        case Decision.Refused(var code, var message, var said) -> {
          return new Outcome.Refused(i, code, message, said);
        }
      }
    }
    return new Outcome.Allowed(
        rules, own.charges, scope.map(course -> course.charges).orElse(List.of()), findings);
  }

  private Course scope(Session session) throws StorageException {
    return new Course(policies.get(session.scope()), session.usage());
  }

  private static Inquiry inquiry(
      KeyContent key, Acting acting, Question question, Instant now, Set<Principal> approvals) {
    return new Inquiry(
        question.act(),
        acting.principal(),
        acting.owns(key),
        acting.sessionKey(),
        key.id(),
        question.path(),
        question.facts(),
        now,
        approvals);
  }

  /// A policy, and how its limits are used up on the way.
  private static final class Course {
    private final Policy policy;
    private final List<Charge> charges = new ArrayList<>();
    private Usage usage;

    private Course(Policy policy, Usage usage) {
      this.policy = policy;
      this.usage = usage;
    }

    private Decision decided(Inquiry inquiry, Instant now) {
      Decision decision = policy.decide(inquiry, usage);
      if (decision instanceof Decision.Allowed allowed) {
        charges.addAll(allowed.charges());
        usage = usage.charged(allowed.charges(), now);
      }
      return decision;
    }
  }
}

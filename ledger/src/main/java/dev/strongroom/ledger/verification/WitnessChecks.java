// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import dev.strongroom.ledger.witness.Cosignature;
import dev.strongroom.ledger.witness.Cosignature.Problem;
import dev.strongroom.ledger.witness.WitnessQuorum;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Have enough witnesses cosigned the checkpoint?
final class WitnessChecks {
  private static final String QUORUM = "witness.quorum";

  private WitnessChecks() {}

  /// Runs the check.
  ///
  /// @return the instant by which the quorum saw the checkpoint; empty unless it did
  static Optional<Bound> check(Question question) {
    return switch (question.policy().witnesses()) {
      case Ignore<WitnessQuorum>(String why) -> {
        question.checks().ignored(QUORUM, why);
        yield Optional.empty();
      }
      case Require<WitnessQuorum>(WitnessQuorum quorum) -> quorum(question, quorum);
    };
  }

  private static Optional<Bound> quorum(Question question, WitnessQuorum quorum) {
    Evaluation evaluation =
        question
            .cache()
            .evaluate(question.receipt().checkpoint().note(), quorum, question.latest());
    List<LedgerCheck.Line> lines =
        evaluation.cosignatures().stream().map(WitnessChecks::line).toList();
    if (!evaluation.met()) {
      question
          .checks()
          .fail(
              QUORUM,
              new ReceiptReason.Witnesses(
                  worst(evaluation), evaluation.describe() + "; needed: " + evaluation.threshold()),
              lines);
      return Optional.empty();
    }
    question
        .checks()
        .pass(
            QUORUM,
            evaluation.count() + " of " + quorum.witnesses() + ", needed: " + quorum.threshold(),
            lines);
    return evaluation
        .existedBy()
        .map(time -> new Bound(time, evaluation.threshold() + " of the policy's witnesses"));
  }

  private static LedgerCheck.Line line(Cosignature cosignature) {
    String name = cosignature.witness().key().name();
    return switch (cosignature) {
      case Cosignature.Good good ->
          new LedgerCheck.Line(
              name,
              Outcome.PASSED,
              "cosigned " + good.time().map(Instant::toString).orElse("at no time it says"));
      case Cosignature.Bad bad ->
          new LedgerCheck.Line(name, Outcome.FAILED, bad.problem().describe());
    };
  }

  /// The problem that says most: one that isn't just that a witness hasn't cosigned.
  private static Problem worst(Evaluation evaluation) {
    return evaluation.cosignatures().stream()
        .filter(Cosignature.Bad.class::isInstance)
        .map(bad -> ((Cosignature.Bad) bad).problem())
        .filter(problem -> problem != Problem.MISSING)
        .findFirst()
        .orElse(Problem.MISSING);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Is the epoch's evidence good, and does receipt and evidence agree on whether it is simulated?
final class EvidenceChecks {
  private static final String EVIDENCE = "epoch.evidence";
  private static final String SIMULATED = "simulated";

  private EvidenceChecks() {}

  /// Runs all checks.
  ///
  /// @return what the evidence says; empty unless the policy accepts it
  static Optional<Claims> check(Question question, EpochFinding finding) {
    boolean accepted =
        switch (question.policy().enclave()) {
          case Ignore<AppraisalPolicy>(String why) -> {
            question.checks().ignored(EVIDENCE, why);
            yield false;
          }
          case Require<AppraisalPolicy>(AppraisalPolicy policy) ->
              evidence(question.checks(), policy, finding);
        };
    simulated(question, finding);
    return accepted && finding instanceof EpochFinding.Judged judged
        ? Optional.of(judged.claims())
        : Optional.empty();
  }

  private static boolean evidence(
      LedgerChecks checks, AppraisalPolicy policy, EpochFinding finding) {
    return switch (finding) {
      case EpochFinding.Malformed malformed ->
          checks.fail(EVIDENCE, Fault.EVIDENCE_MALFORMED, malformed.problem());
      case EpochFinding.Judged(Claims claims, Verdict verdict, Optional<Instant> at) -> {
        List<LedgerCheck.Line> lines = lines(verdict);
        if (verdict.simulated() && policy.anchors().stream().noneMatch(TrustAnchor::simulated)) {
          yield checks.fail(
              EVIDENCE,
              new ReceiptReason.Found(
                  Fault.SIMULATED_EPOCH,
                  "the enclave is SIMULATED, and the policy names no simulated root"),
              lines);
        }
        if (verdict.accepted()) {
          yield checks.pass(
              EVIDENCE,
              claims.kind()
                  + ", judged at "
                  + claims
                      .time()
                      .map(time -> "its own time, " + time)
                      .or(() -> at.map(time -> "the time by which others saw it, " + time))
                      .orElse("no time"),
              lines);
        }
        yield checks.fail(
            EVIDENCE,
            new ReceiptReason.Evidence(
                verdict
                    .firstFailure()
                    .map(Check::reason)
                    .orElseGet(() -> new Reason.Unverifiable("nothing was verified"))),
            lines);
      }
    };
  }

  private static List<LedgerCheck.Line> lines(Verdict verdict) {
    return verdict.checks().stream()
        .map(check -> new LedgerCheck.Line(check.name(), check.outcome(), check.detail()))
        .toList();
  }

  private static void simulated(Question question, EpochFinding finding) {
    LedgerChecks checks = question.checks();
    boolean said = question.receipt().simulated();
    if (!(finding instanceof EpochFinding.Judged judged)) {
      checks.skip(SIMULATED, "there is no evidence");
    } else if (judged.verdict().simulated() && said) {
      checks.pass(SIMULATED, "SIMULATED, and the receipt says so");
    } else if (judged.verdict().simulated()) {
      checks.fail(
          SIMULATED, Fault.SIMULATED_DIFFERS, "the enclave is SIMULATED; the receipt denies it");
    } else if (!judged.verdict().genuine()) {
      checks.skip(SIMULATED, "the evidence wasn't found genuine");
    } else if (said) {
      checks.fail(
          SIMULATED, Fault.SIMULATED_DIFFERS, "the receipt says SIMULATED; the evidence doesn't");
    } else {
      checks.pass(SIMULATED, "no");
    }
  }

  /// Whether receipt or evidence says that the enclave is a simulated one.
  static boolean isSimulated(Question question, EpochFinding finding) {
    return question.receipt().simulated()
        || (finding instanceof EpochFinding.Judged judged && judged.verdict().simulated());
  }
}

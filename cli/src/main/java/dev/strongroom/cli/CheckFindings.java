// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.bitgraph.Finding;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `check` found.
///
/// @param underPolicy whether a policy was given
/// @param folder whether a folder was judged: then each receipt is shown briefly
/// @param receipts each with its verdict
/// @param forks whether the proofs of forks prove one: by name, what they say
/// @param foreign proofs of others
/// @param comparisons of receipts of one log
/// @param orphans files that no receipt is about: by name, SHA-256
/// @param unanswered answers that no receipt came for: by name, why
/// @param problems what couldn't be read: by name, why
record CheckFindings(
    boolean underPolicy,
    boolean folder,
    List<Judged> receipts,
    List<ForkFinding> forks,
    List<Foreign> foreign,
    List<Compared> comparisons,
    Map<String, Bytes> orphans,
    Map<String, String> unanswered,
    Map<String, String> problems) {

  /// A receipt.
  ///
  /// @param files that were given and that it is about
  /// @param answer what was found besides, if it is about an answer of a model
  record Judged(
      String name,
      Receipt receipt,
      ReceiptVerdict verdict,
      List<String> files,
      Optional<Answered> answer) {
    boolean accepted() {
      return answer.map(it -> it.verdict().accepted()).orElseGet(verdict::accepted);
    }

    /// The first failed check: of the receipt, of its files, of the answer, of the hops.
    Optional<InferenceFinding> firstFailure() {
      return answer.isPresent()
          ? answer.get().verdict().firstFailure()
          : verdict
              .firstFailure()
              .map(it -> new InferenceFinding(it.name(), it.outcome(), it.detail()));
    }

    /// Whether anything that it shows is of a simulated device.
    boolean simulated() {
      return answer.map(it -> it.verdict().simulated()).orElseGet(verdict::simulated);
    }

    /// Whether request and response were there, if it is about any.
    boolean compared() {
      return answer.isEmpty() || answer.get().compared();
    }

    List<String> unproven() {
      return answer.map(it -> it.verdict().unproven()).orElseGet(verdict::unproven);
    }
  }

  /// An answer of a model.
  ///
  /// @param compared whether request and response were there
  /// @param verdict on files, entry, and the receipts behind the gateway's
  record Answered(boolean compared, AnswerVerdict verdict) {}

  /// How many there are of each.
  record Summary(
      long receipts, long accepted, long notCompared, long refused, int withoutReceipt) {}

  Summary summary() {
    long accepted = receipts.stream().filter(Judged::accepted).count();
    long blind = receipts.stream().filter(one -> one.accepted() && !one.compared()).count();
    return new Summary(
        receipts.size(), accepted, blind, receipts.size() - accepted, unanswered.size());
  }

  /// A fork's proof.
  ///
  /// @param proven whether it proves one
  record ForkFinding(String name, boolean proven, String detail) {}

  /// A proof of BitGraph, OCC or Provenclave.
  record Foreign(String name, String version, List<Finding> findings) {
    boolean refused() {
      return findings.stream().anyMatch(one -> one.outcome() == Finding.Outcome.DOES_NOT_HOLD);
    }
  }

  /// Two receipts.
  record Compared(String one, String other, Consistency result) {}

  int exitStatus() {
    if (!problems.isEmpty()) {
      return ExitStatus.UNUSABLE;
    }
    boolean refused =
        !orphans.isEmpty()
            || !unanswered.isEmpty()
            || !forks.isEmpty()
            || receipts.stream().anyMatch(one -> !one.accepted())
            || foreign.stream().anyMatch(Foreign::refused)
            || comparisons.stream().anyMatch(one -> one.result() instanceof Consistency.Fork);
    return refused ? ExitStatus.REFUSED : ExitStatus.ACCEPTED;
  }
}

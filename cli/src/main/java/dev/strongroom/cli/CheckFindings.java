// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.bitgraph.Finding;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.util.List;
import java.util.Map;

/// What `check` found.
///
/// @param underPolicy whether a policy was given
/// @param receipts each with its verdict
/// @param forks whether the proofs of forks prove one: by name, what they say
/// @param foreign proofs of others
/// @param comparisons of receipts of one log
/// @param orphans files that no receipt is about: by name, SHA-256
/// @param problems what couldn't be read: by name, why
record CheckFindings(
    boolean underPolicy,
    List<Judged> receipts,
    List<ForkFinding> forks,
    List<Foreign> foreign,
    List<Compared> comparisons,
    Map<String, Bytes> orphans,
    Map<String, String> problems) {

  /// A receipt.
  ///
  /// @param files that were given and that it is about
  record Judged(String name, Receipt receipt, ReceiptVerdict verdict, List<String> files) {}

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
            || !forks.isEmpty()
            || receipts.stream().anyMatch(one -> !one.verdict().accepted())
            || foreign.stream().anyMatch(Foreign::refused)
            || comparisons.stream().anyMatch(one -> one.result() instanceof Consistency.Fork);
    return refused ? ExitStatus.REFUSED : ExitStatus.ACCEPTED;
  }
}

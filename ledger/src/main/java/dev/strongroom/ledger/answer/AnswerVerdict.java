// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.answer;

import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What was found out about an answer.
///
/// @param receipt of the gateway's receipt
/// @param findings about what its entry says of the answer, in order
/// @param hops the same of each further receipt
/// @param simulated whether any receipt or its evidence, or the evidence of a back end, is of a
///   simulated device
/// @param unproven what all of it doesn't show, in sentences
public record AnswerVerdict(
    ReceiptVerdict receipt,
    List<InferenceFinding> findings,
    List<Hop> hops,
    boolean simulated,
    List<String> unproven) {
  /// Copies the lists.
  public AnswerVerdict {
    findings = List.copyOf(findings);
    hops = List.copyOf(hops);
    unproven = List.copyOf(unproven);
  }

  /// A further receipt, or one that is missing.
  ///
  /// @param receipt its verdict; empty if the policy says nothing of it, or it isn't there
  /// @param findings whether it is about this answer, and what its entry says
  public record Hop(Optional<ReceiptVerdict> receipt, List<InferenceFinding> findings) {
    /// Copies the list.
    public Hop {
      findings = List.copyOf(findings);
    }

    /// All checks, those of the receipt first.
    public Stream<InferenceFinding> allFindings() {
      return Stream.concat(of(receipt), findings.stream());
    }
  }

  /// The same with something that was found before all that is about the answer.
  public AnswerVerdict preceded(InferenceFinding finding) {
    List<InferenceFinding> all = new ArrayList<>();
    all.add(finding);
    all.addAll(findings);
    return new AnswerVerdict(receipt, all, hops, simulated, unproven);
  }

  /// Whether no check failed.
  public boolean accepted() {
    return receipt.accepted() && firstFailure().isEmpty();
  }

  /// The first failed check: its name and what was found.
  public Optional<InferenceFinding> firstFailure() {
    return Stream.concat(
            Stream.concat(of(Optional.of(receipt)), findings.stream()),
            hops.stream().flatMap(Hop::allFindings))
        .filter(InferenceFinding::failed)
        .findFirst();
  }

  private static Stream<InferenceFinding> of(Optional<ReceiptVerdict> verdict) {
    return verdict.stream()
        .flatMap(it -> it.checks().stream())
        .map((LedgerCheck check) ->
            new InferenceFinding(check.name(), check.outcome(), check.detail()));
  }
}

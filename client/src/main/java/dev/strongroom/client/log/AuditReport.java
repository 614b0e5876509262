// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What came of an audit.
///
/// @param checkpoint that the log showed
/// @param key by which it was judged; empty if evidence bound none
/// @param witnesses what the cosignatures are worth
/// @param replayed how many leaves were replayed: all of them, unless files are missing
/// @param committed how many of them commit to entries that only their owners know
/// @param open how many say what they hold, by kind
/// @param epochs in their order
/// @param recovered with what the log begins, if it goes on after a loss. Whether operators signed
///   it that the enclave was told of in its configuration, the evidence of the epoch behind it says
/// @param upgrades what operators said of upgrades, in its order
/// @param findings what isn't as it should be, the first difference first; at most 100
/// @param more findings beyond those
public record AuditReport(
    SignedCheckpoint checkpoint,
    Optional<VerifierKey> key,
    Evaluation witnesses,
    long replayed,
    long committed,
    SortedMap<String, Long> open,
    List<AuditedEpoch> epochs,
    Optional<StatementEntry<RecoveryStatement>> recovered,
    List<AuditedUpgrade> upgrades,
    List<AuditFinding> findings,
    long more) {
  /// Copies the collections.
  public AuditReport {
    open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    epochs = List.copyOf(epochs);
    upgrades = List.copyOf(upgrades);
    findings = List.copyOf(findings);
  }

  /// Whether all is as it should be.
  public boolean accepted() {
    return findings.isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.Field;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.recovery.Generation;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges the epochs of one log as its leaves are replayed.
final class EpochAudit {
  private final Verifier verifier;
  private final List<AppraisalPolicy> policies;
  private final String origin;
  private final AuditFindings findings;
  private final List<AuditedEpoch> epochs = new ArrayList<>();
  private @Nullable Bytes logKey;

  /// @param logKey the log's, if it is known from elsewhere
  EpochAudit(
      Verifier verifier,
      List<AppraisalPolicy> policies,
      String origin,
      Optional<Bytes> logKey,
      AuditFindings findings) {
    this.verifier = verifier;
    this.policies = policies;
    this.origin = origin;
    this.logKey = logKey.orElse(null);
    this.findings = findings;
  }

  /// An epoch begins here.
  ///
  /// @param before the tree without its leaf
  void begins(EpochEntry entry, GrowingTree before) {
    long index = before.size();
    EpochStatement statement = entry.statement();
    if (!statement.origin().equals(origin)) {
      finding(AuditCheck.EPOCH_STATEMENT, index, "names the log " + statement.origin());
    }
    if (statement.index() != index) {
      finding(AuditCheck.EPOCH_STATEMENT, index, "says that it is leaf " + statement.index());
    }
    // The evidence binds this root, so the enclave vouches for all that was before.
    if (!statement.previousRoot().equals(before.root())) {
      finding(AuditCheck.EPOCH_STATEMENT, index, "names another root of the tree before it");
    }
    AuditedEpoch epoch = new AuditedEpoch(index, entry, judged(entry, index));
    epochs.add(epoch);
    if (logKey == null && epoch.accepted()) {
      logKey = statement.logKey();
    }
    if (logKey != null && !statement.logKey().equals(logKey)) {
      finding(AuditCheck.EPOCH_STATEMENT, index, "names another key than the log's");
    }
  }

  /// Operators say that the log goes on after a loss. Only a log's first leaf can say so, of the
  /// log that comes before this one.
  void recovers(StatementEntry<RecoveryStatement> entry, long index) {
    if (index != 0) {
      finding(AuditCheck.RECOVERY, index, "a recovery in the midst of a log");
    }
    if (!entry.statement().next().origin().equals(origin)) {
      finding(AuditCheck.RECOVERY, index, "begins the log " + entry.statement().next().origin());
    }
  }

  /// The first leaf doesn't say that the log goes on after a loss, as its name may.
  void beginsWithoutRecovery() {
    if (Generation.of(origin).filter(generation -> generation.number() == 0).isEmpty()) {
      finding(AuditCheck.RECOVERY, 0, "the log doesn't say after which loss it goes on");
    }
  }

  private Optional<Verdict> judged(EpochEntry entry, long index) {
    Evidence evidence;
    try {
      evidence = Evidence.parse(entry.evidence());
    } catch (MalformedEvidenceException e) {
      finding(AuditCheck.EPOCH_EVIDENCE, index, "malformed: " + e.getMessage());
      return Optional.empty();
    }
    checkBinding(entry.statement(), evidence, index);
    Challenge bound =
        Challenge.none()
            .withPublicKey(entry.statement().epochKey())
            .withUserData(entry.statement().binding());
    Verdict last = null;
    for (AppraisalPolicy policy : policies) {
      last = verifier.explain(evidence, policy, bound, AppraisalTime.archived());
      if (last.accepted()) {
        return Optional.of(last);
      }
    }
    if (last != null) {
      finding(
          AuditCheck.EPOCH_EVIDENCE,
          index,
          last.firstFailure().map(EpochAudit::words).orElse("nothing was verified"));
    }
    return Optional.ofNullable(last);
  }

  private static String words(Check check) {
    return check.name() + ": " + check.detail();
  }

  private void checkBinding(EpochStatement statement, Evidence evidence, long index) {
    switch (evidence) {
      case NitroDocument document -> {
        if (!document.publicKey().equals(new Field.Value(statement.epochKey()))) {
          finding(AuditCheck.EPOCH_BINDING, index, "the evidence is for another key");
        }
        if (!document.userData().equals(new Field.Value(statement.binding()))) {
          finding(AuditCheck.EPOCH_BINDING, index, "the evidence is for another statement");
        }
      }
      // Other kinds bind one value, which the key is part of.
      default -> {
        if (!evidence.claims(false).userData().equals(Optional.of(statement.binding()))) {
          finding(AuditCheck.EPOCH_BINDING, index, "the evidence is for another statement");
        }
      }
    }
  }

  private void finding(AuditCheck check, long index, String problem) {
    findings.add(check, "leaf " + index, problem);
  }

  List<AuditedEpoch> epochs() {
    return epochs;
  }

  /// The log's key: known from elsewhere, or bound by the first evidence that a policy accepted.
  Optional<Bytes> logKey() {
    return Optional.ofNullable(logKey);
  }
}

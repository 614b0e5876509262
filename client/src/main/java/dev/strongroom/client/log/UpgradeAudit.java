// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.upgrade.HandOverEntry;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Follows a log's upgrades as its leaves are replayed: nothing is approved that wasn't announced,
/// and nobody asks for the root secret because of anything else (`docs/upgrades.md`).
final class UpgradeAudit {
  private final String origin;
  private final Supplier<Optional<Bytes>> logKey;
  private final AuditFindings findings;
  private final Map<Long, Bytes> announced = new HashMap<>();
  private final Map<Long, UpgradeApproval> approved = new HashMap<>();
  private final Map<Long, Long> asked = new HashMap<>();
  private final List<AuditedUpgrade> said = new ArrayList<>();
  private Optional<Long> latest = Optional.empty();

  /// @param logKey the log's, as far as it is known by then
  UpgradeAudit(String origin, Supplier<Optional<Bytes>> logKey, AuditFindings findings) {
    this.origin = origin;
    this.logKey = logKey;
    this.findings = findings;
  }

  void says(StatementEntry<UpgradeStatement> entry, long index) {
    VerifierKey about = entry.statement().log();
    if (!about.name().equals(origin) || logKey.get().filter(about.publicKey()::equals).isEmpty()) {
      finding(index, "is about the log " + about.text() + ", or the log's key isn't known");
    }
    switch (entry.statement()) {
      case UpgradeAnnouncement announcement -> {
        announced.put(index, announcement.digest());
        latest = Optional.of(index);
      }
      case UpgradeApproval approval -> {
        if (!latest.equals(Optional.of(approval.announced()))
            || !approval.announcement().equals(announced.get(approval.announced()))) {
          finding(index, "approves something else than what was announced last");
        }
        if (entry.entry().time().isAfter(approval.until())) {
          finding(index, "was entered after the approval had expired, " + approval.until());
        }
        approved.put(index, approval);
      }
    }
    said.add(new AuditedUpgrade(index, entry, 0));
  }

  void asks(HandOverEntry entry, long index) {
    UpgradeApproval approval = approved.get(entry.approved());
    if (approval == null
        || approval.announced() != entry.announced()
        || !approval.announcement().equals(entry.announcement())) {
      finding(index, "an heir asked because of something that wasn't approved");
    }
    asked.merge(entry.approved(), 1L, Long::sum);
  }

  List<AuditedUpgrade> upgrades() {
    return said.stream()
        .map(one ->
            new AuditedUpgrade(one.index(), one.entry(), asked.getOrDefault(one.index(), 0L)))
        .toList();
  }

  private void finding(long index, String problem) {
    findings.add(AuditCheck.UPGRADE, "leaf " + index, problem);
  }
}

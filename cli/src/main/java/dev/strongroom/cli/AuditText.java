// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.client.log.AuditFinding;
import dev.strongroom.client.log.AuditReport;
import dev.strongroom.client.log.AuditedEpoch;
import dev.strongroom.client.log.AuditedUpgrade;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import java.util.stream.Collectors;

/// What came of an audit, for people. All that the log said is made harmless.
final class AuditText {
  private final Console console;

  AuditText(Console console) {
    this.console = console;
  }

  void write(String source, AuditReport report) {
    long size = report.checkpoint().checkpoint().size();
    line(Printable.of(source));
    line(
        report.accepted()
            ? "  " + coloured("32", "ACCEPTED") + "  " + size + " leaves, all as they should be"
            : "  " + coloured("31", "REFUSED") + "  " + shown(report.findings().getFirst()));
    if (report.epochs().stream().anyMatch(AuditedEpoch::simulated)) {
      line("  " + coloured("31", "SIMULATED") + "  made without any hardware: protects nothing");
    }
    line("");
    line("  log         " + Printable.of(report.checkpoint().checkpoint().origin()));
    line(
        "  key         "
            + report.key().map(VerifierKey::text).map(Printable::of).orElse("unknown"));
    line("  root        " + report.checkpoint().checkpoint().root().hex());
    line("  leaves      " + leaves(report));
    line("  witnesses   " + Printable.of(report.witnesses().describe()));
    report
        .recovered()
        .ifPresent(recovery ->
            line(
                "  recovered   after "
                    + Printable.of(recovery.statement().lost().log().name())
                    + " lost entries: "
                    + Printable.of(recovery.statement().reason())));
    report.epochs().forEach(this::epoch);
    report.upgrades().forEach(this::upgrade);
    if (!report.findings().isEmpty()) {
      line("");
      report
          .findings()
          .forEach(finding ->
              line("  " + coloured("31", console.unicode() ? "✗" : "x") + " " + shown(finding)));
    }
    if (report.more() > 0) {
      line("  and " + report.more() + " more");
    }
  }

  private static String leaves(AuditReport report) {
    String open =
        report.open().entrySet().stream()
            .map(kind -> ", " + kind.getValue() + " of kind " + Printable.of(kind.getKey()))
            .collect(Collectors.joining());
    return report.replayed()
        + " of "
        + report.checkpoint().checkpoint().size()
        + " replayed: "
        + report.committed()
        + " commitments"
        + open;
  }

  private void epoch(AuditedEpoch epoch) {
    String evidence =
        epoch
            .verdict()
            .map(verdict -> verdict.accepted() ? "accepted" : "refused")
            .orElse("not appraised");
    line(
        "  epoch       "
            + epoch.index()
            + " at "
            + epoch.entry().entry().time()
            + ", evidence "
            + evidence);
  }

  private void upgrade(AuditedUpgrade upgrade) {
    String said =
        switch (upgrade.entry().statement()) {
          case UpgradeAnnouncement announcement ->
              "announced release "
                  + announcement.release().hex()
                  + ", notice "
                  + announcement.notice()
                  + ": "
                  + announcement.reason();
          case UpgradeApproval approval ->
              "approved what leaf "
                  + approval.announced()
                  + " announced, signed until "
                  + approval.until()
                  + "; heirs that asked: "
                  + upgrade.asked();
        };
    String signers =
        upgrade.entry().signatures().stream()
            .map(OperatorSignature::operator)
            .collect(Collectors.joining(", "));
    line("  upgrade     " + upgrade.index() + ", by " + Printable.of(signers + ", " + said));
  }

  private static String shown(AuditFinding finding) {
    return Printable.of(finding.check().code() + "  " + finding.place() + ": " + finding.problem());
  }

  private void line(String text) {
    console.out().println(text);
  }

  private String coloured(String code, String text) {
    return console.colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Writes for people what was found about answers of models.
final class AnswerText {
  private static final int CHECK_NAME = 22;

  private final PrintWriter out;
  private final Style style;

  AnswerText(PrintWriter out, Style style) {
    this.out = out;
    this.style = style;
  }

  /// What was entered.
  ///
  /// @param line takes a label and a value
  static void entry(Entry entry, BiConsumer<String, String> line) {
    InferenceStatement statement;
    try {
      statement = InferenceStatement.parse(entry);
    } catch (MalformedLedgerException e) {
      line.accept("content", entry.text());
      return;
    }
    line.accept("model", statement.model());
    line.accept("endpoint", statement.endpoint());
    Backend backend = statement.backend();
    line.accept("back end", backend.name() + ", " + backend.kind());
    backend.weights().ifPresent(digest -> line.accept("weights", digest.hex()));
    backend
        .evidence()
        .ifPresent(it ->
            line.accept(
                "evidence",
                it.sha256().hex() + ", " + it.kind() + (it.simulated() ? ", SIMULATED" : "")));
    if (!statement.sampling().isEmpty()) {
      line.accept("sampling", new TreeMap<>(statement.sampling()).toString());
    }
    line.accept(
        "usage",
        statement
            .usage()
            .map(used -> used.input() + " tokens in, " + used.output() + " out")
            .orElse("unknown"));
    line.accept("answer", statement.id() + ", status " + statement.response().status());
  }

  /// The checks of an answer, and those of each receipt behind it.
  void checks(AnswerVerdict answer) {
    findings(answer.findings(), "  ");
    for (int i = 0; i < answer.hops().size(); i++) {
      AnswerVerdict.Hop hop = answer.hops().get(i);
      out.println();
      out.println("  Behind it, hop " + (i + 1) + ":");
      hop.receipt().ifPresent(this::receipt);
      findings(hop.findings(), "    ");
    }
  }

  private void receipt(ReceiptVerdict verdict) {
    if (verdict.simulated()) {
      out.println("    " + style.red("SIMULATED") + "  made without any hardware");
    }
    findings(verdict.checks().stream().map(AnswerText::finding).toList(), "    ");
  }

  private static InferenceFinding finding(LedgerCheck check) {
    return new InferenceFinding(check.name(), check.outcome(), check.detail());
  }

  private void findings(List<InferenceFinding> findings, String indent) {
    for (InferenceFinding finding : findings) {
      String detail = Printable.of(finding.detail());
      String name = finding.name();
      out.println(
          indent
              + style.mark(finding.outcome())
              + " "
              + name
              + " ".repeat(Math.max(1, CHECK_NAME - name.length()))
              + (finding.outcome() == Outcome.FAILED ? style.red(detail) : detail));
    }
  }

  /// One line for a receipt among many.
  void brief(CheckFindings.Judged judged) {
    String head = judged.accepted() ? style.green("ACCEPTED") : style.red("REFUSED ");
    String simulated = judged.simulated() ? style.red("SIMULATED") + "  " : "";
    out.println(
        head
            + "  "
            + simulated
            + Printable.of(judged.name())
            + judged
                .firstFailure()
                .map(failed -> "  " + failed.name() + ": " + Printable.of(failed.detail()))
                .orElse("")
            + (judged.compared() ? "" : "  (not compared with request and response)"));
  }

  /// The last line about a folder.
  void summary(CheckFindings findings) {
    CheckFindings.Summary summary = findings.summary();
    out.println(
        summary.receipts()
            + " receipts: "
            + summary.accepted()
            + " accepted ("
            + summary.notCompared()
            + " of them not compared with request and response), "
            + summary.refused()
            + " refused; "
            + summary.withoutReceipt()
            + " answers without receipt");
  }
}

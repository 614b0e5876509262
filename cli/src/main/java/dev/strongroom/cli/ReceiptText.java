// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.bitgraph.Finding;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.io.PrintWriter;

/// Writes for people what `check` found: the answer on top, what was entered, each check, and what
/// isn't shown.
final class ReceiptText {
  private static final int LABEL = 12, CHECK_NAME = 22;

  private final PrintWriter out;
  private final Style style;
  private final boolean wide;
  private final AnswerText answers;

  ReceiptText(Console console, boolean wide) {
    this.out = console.out();
    this.style = Style.of(console);
    this.wide = wide;
    this.answers = new AnswerText(out, style);
  }

  void write(CheckFindings findings) {
    boolean brief = findings.folder() && !wide;
    for (CheckFindings.Judged one : findings.receipts()) {
      if (brief) {
        answers.brief(one);
      } else {
        receipt(one, findings.underPolicy());
      }
    }
    findings.foreign().forEach(this::foreign);
    findings
        .forks()
        .forEach(fork -> {
          out.println(style.bold(Printable.of(fork.name())));
          out.println(
              (fork.proven() ? style.red("  FORK PROVEN  ") : style.red("  PROVES NO FORK  "))
                  + Printable.of(fork.detail()));
          out.println();
        });
    findings.comparisons().stream()
        .filter(one -> !brief || one.result() instanceof Consistency.Fork)
        .forEach(this::compared);
    findings
        .unanswered()
        .forEach((name, why) ->
            out.println(
                style.red("NO RECEIPT") + "  " + Printable.of(name) + ": " + Printable.of(why)));
    findings
        .orphans()
        .forEach((name, digest) ->
            out.println(
                style.red("NO RECEIPT")
                    + "  is about "
                    + Printable.of(name)
                    + " (SHA-256 "
                    + digest.hex()
                    + ")"));
    findings
        .problems()
        .forEach((name, problem) ->
            out.println(
                style.red("UNUSABLE") + "  " + Printable.of(name) + ": " + Printable.of(problem)));
    if (findings.folder()) {
      answers.summary(findings);
    }
  }

  private void receipt(CheckFindings.Judged judged, boolean underPolicy) {
    ReceiptVerdict verdict = judged.verdict();
    out.println(style.bold(Printable.of(judged.name())));
    headline(judged, underPolicy);
    if (verdict.simulated()) {
      out.println(
          "  "
              + style.red("SIMULATED")
              + "  made without any hardware: whoever runs it can forge it");
    }
    out.println();
    entry(judged.receipt().entry());
    line("leaf", verdict.index() + " of " + verdict.size() + " in " + verdict.origin());
    line("stated", verdict.time().stated() + ", by the enclave's own clock");
    line("not before", verdict.time().notBefore().map(Bound::toString).orElse("nobody vouches"));
    line("not after", verdict.time().notAfter().map(Bound::toString).orElse("nobody vouches"));
    verdict
        .measurements()
        .forEach((name, value) -> {
          if (!value.isAllZero()) {
            line(name, value.hex());
          }
        });
    if (!judged.files().isEmpty()) {
      line("about", String.join(", ", judged.files()));
    }
    out.println();
    verdict.checks().forEach(this::check);
    judged.answer().ifPresent(answer -> answers.checks(answer.verdict()));
    out.println();
    out.println("  It doesn't show:");
    judged.unproven().forEach(sentence -> out.println("    " + Printable.of(sentence)));
    out.println();
  }

  private void headline(CheckFindings.Judged judged, boolean underPolicy) {
    if (!judged.accepted()) {
      out.println(
          "  "
              + style.red("REFUSED")
              + judged
                  .firstFailure()
                  .map(check -> "  " + check.name() + ": " + Printable.of(check.detail()))
                  .orElse(""));
    } else if (underPolicy) {
      out.println(
          "  "
              + style.green("ACCEPTED")
              + (judged.compared()
                  ? ""
                  : "  but nothing was here to compare: neither request nor response"));
    } else {
      out.println(
          "  "
              + style.green("GENUINE")
              + "  but without --policy nobody asked which program, log and witnesses it is of");
    }
  }

  private void entry(Entry entry) {
    line("entry", entry.kind());
    if (AnswerVerifier.concerns(entry)) {
      AnswerText.entry(entry, this::line);
      return;
    }
    if (!entry.kind().equals(ProofTemplate.KIND)) {
      if (wide) {
        line("content", entry.text());
      }
      return;
    }
    try {
      ProofEntry proof = ProofEntry.parse(entry);
      line("sha-256", proof.digest().hex());
      proof
          .attribution()
          .ifPresent(who -> {
            who.name().ifPresent(text -> line("name", text));
            who.title().ifPresent(text -> line("title", text));
            who.message().ifPresent(text -> line("message", text));
          });
      proof.metadata().forEach((name, text) -> line("metadata", name + " = " + text));
      proof
          .beacon()
          .ifPresent(
              beacon -> line("beacon", beacon.source() + " " + beacon.value() + " (compare it)"));
    } catch (MalformedLedgerException e) {
      line("content", entry.text());
    }
  }

  private void check(LedgerCheck check) {
    String detail = Printable.of(check.detail());
    out.println(
        "  "
            + style.mark(check.outcome())
            + " "
            + padded(check.name(), CHECK_NAME)
            + (check.outcome() == Outcome.FAILED ? style.red(detail) : detail));
    if (wide || check.outcome() == Outcome.FAILED) {
      for (LedgerCheck.Line part : check.lines()) {
        out.println(
            "      "
                + style.mark(part.outcome())
                + " "
                + padded(Printable.of(part.name()), CHECK_NAME)
                + Printable.of(part.detail()));
      }
    }
  }

  private void foreign(CheckFindings.Foreign foreign) {
    out.println(style.bold(Printable.of(foreign.name())));
    out.println("  " + Printable.of(foreign.version()) + ", a format of others: claim by claim");
    for (Finding finding : foreign.findings()) {
      Outcome outcome =
          switch (finding.outcome()) {
            case HOLDS -> Outcome.PASSED;
            case DOES_NOT_HOLD -> Outcome.FAILED;
            case CANNOT_BE_KNOWN -> Outcome.NOT_APPLICABLE;
          };
      out.println(
          "  "
              + style.mark(outcome)
              + " "
              + padded(finding.name(), CHECK_NAME)
              + Printable.of(finding.why()));
    }
    out.println();
  }

  private void compared(CheckFindings.Compared compared) {
    String both = Printable.of(compared.one()) + " and " + Printable.of(compared.other()) + ": ";
    switch (compared.result()) {
      case Consistency.Agree agree ->
          out.println(style.mark(Outcome.PASSED) + " " + both + "they agree, " + agree.detail());
      case Consistency.Unknown unknown ->
          out.println(style.mark(Outcome.NOT_APPLICABLE) + " " + both + unknown.detail());
      case Consistency.Incomparable not ->
          out.println(style.mark(Outcome.NOT_APPLICABLE) + " " + both + Printable.of(not.detail()));
      case Consistency.Fork fork ->
          out.println(
              style.red("FORK")
                  + "  "
                  + both
                  + Printable.of(fork.detail())
                  + "; the log's key signed two logs (--fork-proof FILE keeps the proof)");
    }
  }

  private void line(String label, String value) {
    out.println("  " + padded(label, LABEL) + Printable.of(value));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}

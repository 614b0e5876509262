// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.bitgraph.Finding;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.receipt.PrettyJson;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptReason;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.TimeBounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes as JSON what `check` found; the shape is stable and documented in `docs/cli.md`.
final class ReceiptJson {
  private ReceiptJson() {}

  static String text(CheckFindings findings) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("policy", findings.underPolicy());
    content.put("receipts", findings.receipts().stream().map(ReceiptJson::receipt).toList());
    content.put("foreign", findings.foreign().stream().map(ReceiptJson::foreign).toList());
    content.put(
        "forks",
        findings.forks().stream()
            .map(fork ->
                object("file", fork.name(), "proven", fork.proven(), "detail", fork.detail()))
            .toList());
    content.put("consistency", findings.comparisons().stream().map(ReceiptJson::compared).toList());
    List<Object> orphans = new ArrayList<>();
    findings
        .orphans()
        .forEach((name, digest) -> orphans.add(object("file", name, "sha256", digest.hex())));
    content.put("withoutReceipt", orphans);
    List<Object> unanswered = new ArrayList<>();
    findings
        .unanswered()
        .forEach((name, why) -> unanswered.add(object("file", name, "message", why)));
    content.put("answersWithoutReceipt", unanswered);
    CheckFindings.Summary summary = findings.summary();
    content.put(
        "summary",
        object(
            "receipts",
            summary.receipts(),
            "accepted",
            summary.accepted(),
            "notCompared",
            summary.notCompared(),
            "refused",
            summary.refused(),
            "withoutReceipt",
            summary.withoutReceipt()));
    List<Object> problems = new ArrayList<>();
    findings
        .problems()
        .forEach((name, problem) -> problems.add(object("file", name, "message", problem)));
    content.put("errors", problems);
    return PrettyJson.text(content);
  }

  private static Map<String, Object> receipt(CheckFindings.Judged judged) {
    ReceiptVerdict verdict = judged.verdict();
    Map<String, Object> content =
        object(
            "file", judged.name(), "accepted", judged.accepted(), "simulated", verdict.simulated());
    content.put("origin", verdict.origin());
    content.put("index", verdict.index());
    content.put("size", verdict.size());
    content.put("entry", judged.receipt().entry().content().value());
    content.put("files", judged.files());
    content.put("time", time(verdict.time()));
    Map<String, Object> measurements = new LinkedHashMap<>();
    verdict.measurements().forEach((name, value) -> measurements.put(name, value.hex()));
    content.put("measurements", measurements);
    content.put("checks", verdict.checks().stream().map(ReceiptJson::check).toList());
    judged.answer().ifPresent(answer -> content.put("answer", answer(answer)));
    content.put("unproven", judged.unproven());
    return content;
  }

  private static Map<String, Object> answer(CheckFindings.Answered answer) {
    return object(
        "compared",
        answer.compared(),
        "simulated",
        answer.verdict().simulated(),
        "checks",
        answer.verdict().findings().stream().map(ReceiptJson::finding).toList(),
        "hops",
        answer.verdict().hops().stream().map(ReceiptJson::hop).toList());
  }

  private static Map<String, Object> hop(AnswerVerdict.Hop hop) {
    Map<String, Object> content =
        object(
            "accepted",
            hop.allFindings().noneMatch(InferenceFinding::failed),
            "judged",
            hop.receipt().isPresent());
    hop.receipt()
        .ifPresent(verdict -> {
          content.put("simulated", verdict.simulated());
          content.put("origin", verdict.origin());
          content.put("index", verdict.index());
        });
    content.put("checks", hop.allFindings().map(ReceiptJson::finding).toList());
    return content;
  }

  private static Map<String, Object> finding(InferenceFinding finding) {
    return object(
        "name",
        finding.name(),
        "outcome",
        finding.outcome().toString(),
        "detail",
        finding.detail());
  }

  private static Map<String, Object> time(TimeBounds time) {
    Map<String, Object> content = object("stated", time.stated().toString());
    time.notBefore().ifPresent(bound -> content.put("notBefore", bound(bound)));
    time.notAfter().ifPresent(bound -> content.put("notAfter", bound(bound)));
    return content;
  }

  private static Map<String, Object> bound(TimeBounds.Bound bound) {
    return object("time", bound.time().toString(), "vouchedBy", bound.vouchedBy());
  }

  private static Map<String, Object> check(LedgerCheck check) {
    Map<String, Object> content =
        object(
            "name", check.name(), "outcome", check.outcome().toString(), "detail", check.detail());
    ReceiptReason reason = check.reason();
    if (reason != null) {
      content.put("reason", reason.code());
    }
    if (!check.lines().isEmpty()) {
      content.put(
          "lines",
          check.lines().stream()
              .map(line ->
                  object(
                      "name",
                      line.name(),
                      "outcome",
                      line.outcome().toString(),
                      "detail",
                      line.detail()))
              .toList());
    }
    return content;
  }

  private static Map<String, Object> foreign(CheckFindings.Foreign foreign) {
    return object(
        "file",
        foreign.name(),
        "version",
        foreign.version(),
        "findings",
        foreign.findings().stream().map(ReceiptJson::finding).toList());
  }

  private static Map<String, Object> finding(Finding finding) {
    return object(
        "name", finding.name(), "outcome", finding.outcome().toString(), "detail", finding.why());
  }

  private static Map<String, Object> compared(CheckFindings.Compared compared) {
    Map<String, Object> content = object("one", compared.one(), "other", compared.other());
    switch (compared.result()) {
      case Consistency.Agree agree -> put(content, "agree", agree.detail());
      case Consistency.Unknown unknown -> put(content, "unknown", unknown.detail());
      case Consistency.Incomparable not -> put(content, "incomparable", not.detail());
      case Consistency.Fork fork -> put(content, "fork", fork.detail());
    }
    return content;
  }

  private static void put(Map<String, Object> content, String result, String detail) {
    content.put("result", result);
    content.put("detail", detail);
  }

  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.HistoryVerdict;
import dev.strongroom.client.vault.KeyHistory;
import dev.strongroom.client.vault.ReceiptJudge;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows a key's history, and whether it is whole.
record HistoryText(Console console, boolean json) {
  private static final List<String> OUTCOMES =
      List.of("rule", "code", "proposal", "session", "policy", "recipient", "entries");

  /// Judges and shows it.
  ///
  /// @return the exit status
  int tell(KeyHistoryFile history, ReceiptJudge judge) {
    HistoryVerdict verdict = KeyHistory.check(history.key(), history.pages(), judge);
    List<Receipt> receipts = new ArrayList<>();
    history.pages().forEach(page -> receipts.addAll(page.entries()));
    Optional<Receipt> statement =
        history.pages().stream().flatMap(page -> page.statement().stream()).findFirst();
    if (statement.isPresent()
        && receipts.stream().noneMatch(one -> one.index() == statement.get().index())) {
      receipts.addFirst(statement.get());
    }
    long size = statement.map(one -> one.checkpoint().checkpoint().size()).orElse(0L);
    if (json) {
      console.out().println(CanonicalJson.text(content(history, receipts, verdict, size)));
    } else {
      text(receipts.reversed(), verdict, size);
    }
    return verdict.accepted() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }

  private void text(List<Receipt> receipts, HistoryVerdict verdict, long size) {
    Style style = Style.of(console);
    for (Receipt receipt : receipts) {
      JsonNode entry = receipt.entry().content();
      console
          .out()
          .println(
              VaultSession.padded(member(entry, "n"), 6)
                  + VaultSession.padded(member(entry, "time"), 32)
                  + VaultSession.padded(
                      Printable.of(receipt.entry().kind() + " " + member(entry, "act")), 22)
                  + VaultSession.padded(who(entry), 30)
                  + outcome(entry));
    }
    console.out().println();
    for (HistoryVerdict.Finding finding : verdict.findings()) {
      console
          .out()
          .println(
              "  "
                  + style.mark(finding.passed() ? Outcome.PASSED : Outcome.FAILED)
                  + " "
                  + VaultSession.padded(finding.check().code(), 20)
                  + Printable.of(finding.detail()));
    }
    console
        .out()
        .println(
            verdict.accepted()
                ? style.green("COMPLETE")
                    + "  "
                    + verdict.entries()
                    + " entries, none is missing up to checkpoint "
                    + size
                : style.red("INCOMPLETE")
                    + "  "
                    + Printable.of(
                        verdict.firstFailure().map(HistoryVerdict.Finding::detail).orElse("")));
  }

  /// Who did it; for whom, if a session did.
  private static String caller(JsonNode entry) {
    try {
      Optional<JsonNode> caller = entry.optional("caller");
      return caller.isPresent() ? Printable.of(caller.get().member("principal").text()) : "";
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  private static String member(JsonNode entry, String name) {
    try {
      Optional<JsonNode> member = entry.optional(name);
      return member.map(node -> Printable.of(String.valueOf(node.value()))).orElse("");
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  /// Long keys are told by their first digits.
  private static String who(JsonNode entry) {
    String caller = caller(entry);
    return caller.length() > 28 ? caller.substring(0, 27) + "…" : caller;
  }

  private static String outcome(JsonNode entry) {
    StringBuilder outcome = new StringBuilder();
    for (String name : OUTCOMES) {
      String value = member(entry, name);
      if (!value.isEmpty()) {
        outcome.append(outcome.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
      }
    }
    return outcome.toString();
  }

  private static Map<String, Object> content(
      KeyHistoryFile history, List<Receipt> receipts, HistoryVerdict verdict, long size) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("key", history.key());
    content.put("complete", verdict.accepted());
    content.put("entries", receipts.stream().map(one -> one.entry().content().value()).toList());
    content.put("checkpoint", size);
    content.put(
        "checks",
        verdict.findings().stream()
            .map(finding ->
                Map.of(
                    "name", finding.check().code(),
                    "outcome", finding.passed() ? "passed" : "failed",
                    "detail", finding.detail()))
            .toList());
    return content;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.HistoryVerdict.Finding;
import dev.strongroom.ledger.consistency.Consistency;
import dev.strongroom.ledger.consistency.ViewComparison;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.LedgerCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Shows that nothing is missing from what was entered about a key: each entry has a number and the
/// digest of the one before, and the enclave entered how many there are. Pure computation, on
/// receipts from wherever they were kept.
///
/// What it can't show: what was entered after the statement, and, if the policy asks for no
/// witnesses, that the log's operator shows the same log to others.
public final class KeyHistory {
  private final String about;
  private final List<Receipt> receipts;
  private final Receipt statement;
  private final List<Finding> findings = new ArrayList<>();

  private KeyHistory(String keyId, List<Receipt> receipts, Receipt statement) {
    this.about = "key/" + keyId;
    this.receipts = receipts;
    this.statement = statement;
  }

  /// Checks a history that was read page by page.
  ///
  /// @param pages in any order; one of them has the statement
  /// @throws IllegalArgumentException if none or several have one
  public static HistoryVerdict check(String keyId, List<HistoryPage> pages, ReceiptJudge judge) {
    List<Receipt> statements = pages.stream().flatMap(page -> page.statement().stream()).toList();
    if (statements.size() != 1) {
      throw new IllegalArgumentException(statements.size() + " statements instead of one");
    }
    List<Receipt> receipts = pages.stream().flatMap(page -> page.entries().stream()).toList();
    return check(keyId, receipts, statements.getFirst(), judge);
  }

  /// Checks a history.
  ///
  /// @param receipts in any order, with or without the statement's
  /// @param statement the receipt of the entry that says how many there are
  public static HistoryVerdict check(
      String keyId, List<Receipt> receipts, Receipt statement, ReceiptJudge judge) {
    List<Receipt> all = new ArrayList<>(receipts);
    if (receipts.stream().noneMatch(receipt -> isSame(receipt, statement))) {
      all.add(statement);
    }
    return new KeyHistory(keyId, all, statement).verdict(judge);
  }

  /// Whether both are about one leaf.
  private static boolean isSame(Receipt one, Receipt other) {
    return one.index() == other.index() && one.entry().encoded().equals(other.entry().encoded());
  }

  private HistoryVerdict verdict(ReceiptJudge judge) {
    note(HistoryCheck.RECEIPTS, refused(judge), receipts.size() + " receipts are accepted");
    note(HistoryCheck.LOG, otherLog(), "all of one log");
    note(HistoryCheck.DOSSIER, misplaced(), "all about " + about);
    long count = DossierEntry.of(statement).map(DossierEntry::number).orElse(0L);
    note(HistoryCheck.STATEMENT, misstated(), "entry " + count + " says that there are " + count);
    SortedMap<Long, DossierEntry> byNumber = new TreeMap<>();
    note(HistoryCheck.NUMBERS, gap(count, byNumber), "1 to " + count + ", each once");
    note(HistoryCheck.CHAIN, broken(byNumber), "each names the one before");
    note(HistoryCheck.BIRTH, unborn(byNumber), "the first entry is the birth");
    return new HistoryVerdict(count, findings);
  }

  private void note(HistoryCheck check, Optional<String> problem, String good) {
    findings.add(new Finding(check, problem.isEmpty(), problem.orElse(good)));
  }

  private Optional<String> refused(ReceiptJudge judge) {
    for (Receipt receipt : receipts) {
      Optional<LedgerCheck> failed = judge.explain(receipt).firstFailure();
      if (failed.isPresent()) {
        return Optional.of(
            named(receipt) + ": " + failed.get().name() + ": " + failed.get().detail());
      }
    }
    return Optional.empty();
  }

  private Optional<String> otherLog() {
    Optional<VerifierKey> log = log(statement);
    if (log.isEmpty()) {
      return Optional.of("the statement's receipt names no log");
    }
    for (Receipt receipt : receipts) {
      if (!log(receipt).equals(log)) {
        return Optional.of(named(receipt) + " is of another log than the statement");
      }
      if (receipt.index() > statement.index()) {
        return Optional.of(named(receipt) + " was entered after the statement");
      }
      if (ViewComparison.compare(receipt, statement, Optional.empty())
          instanceof Consistency.Fork fork) {
        return Optional.of(named(receipt) + " is of a fork: " + fork.detail());
      }
    }
    return Optional.empty();
  }

  private static Optional<VerifierKey> log(Receipt receipt) {
    try {
      return Optional.of(receipt.epoch().entry().statement().logVerifierKey());
    } catch (IllegalArgumentException e) {
      // An origin that can't name a key.
      return Optional.empty();
    }
  }

  private Optional<String> misplaced() {
    for (Receipt receipt : receipts) {
      Optional<DossierEntry> entry = DossierEntry.of(receipt);
      if (entry.isEmpty()) {
        return Optional.of("leaf " + receipt.index() + " has no place in a dossier");
      }
      if (!entry.get().about().equals(about)) {
        return Optional.of("leaf " + receipt.index() + " is about something else");
      }
    }
    return Optional.empty();
  }

  private Optional<String> misstated() {
    Optional<DossierEntry> place = DossierEntry.of(statement);
    if (place.isEmpty() || !statement.entry().kind().equals("history")) {
      return Optional.of("the statement isn't an entry of kind history");
    }
    JsonNode content = statement.entry().content();
    try {
      if (!("key/" + content.member("key").text()).equals(about)) {
        return Optional.of("the statement is about another key");
      }
      long said = AnswerJson.count(content.member("entries"));
      if (said != place.get().number()) {
        return Optional.of(
            "the statement is entry " + place.get().number() + " and says that there are " + said);
      }
      Bytes last = AnswerJson.hex(content.member("last"));
      return place.get().previous().equals(Optional.of(last))
          ? Optional.empty()
          : Optional.of("the statement's last entry isn't the one before it");
    } catch (MalformedJsonException e) {
      return Optional.of("the statement: " + e.getMessage());
    }
  }

  /// Sorts the entries, and finds the first number that isn't there once.
  private Optional<String> gap(long count, SortedMap<Long, DossierEntry> byNumber) {
    Optional<String> twice = Optional.empty();
    for (Receipt receipt : receipts) {
      Optional<DossierEntry> entry = DossierEntry.of(receipt);
      if (entry.isPresent() && entry.get().about().equals(about)) {
        DossierEntry former = byNumber.putIfAbsent(entry.get().number(), entry.get());
        if (former != null && !isSame(former.receipt(), receipt) && twice.isEmpty()) {
          twice =
              Optional.of(
                  "entry "
                      + former.number()
                      + " is there twice: leaves "
                      + former.receipt().index()
                      + " and "
                      + receipt.index());
        }
      }
    }
    long next = 1;
    for (long number : byNumber.keySet()) {
      if (number != next) {
        break;
      }
      next++;
    }
    if (count == 0 || next <= count) {
      return Optional.of("entry " + next + " of " + count + " is missing");
    }
    if (byNumber.lastKey() > count) {
      return Optional.of("entry " + byNumber.lastKey() + " is beyond the statement's " + count);
    }
    return twice;
  }

  private static Optional<String> broken(SortedMap<Long, DossierEntry> byNumber) {
    @Nullable DossierEntry before = null;
    for (DossierEntry entry : byNumber.values()) {
      if (before != null && entry.number() == before.number() + 1) {
        if (!entry.previous().equals(Optional.of(before.digest()))) {
          return Optional.of(
              "entry " + entry.number() + " follows another entry " + before.number());
        }
        if (entry.receipt().index() <= before.receipt().index()) {
          return Optional.of("entry " + entry.number() + " was entered before its predecessor");
        }
      }
      before = entry;
    }
    return Optional.empty();
  }

  private static Optional<String> unborn(SortedMap<Long, DossierEntry> byNumber) {
    for (DossierEntry entry : byNumber.values()) {
      boolean birth = entry.receipt().entry().kind().equals("key-born");
      if (birth != (entry.number() == 1)) {
        return Optional.of(
            "entry " + entry.number() + " is of kind " + entry.receipt().entry().kind());
      }
    }
    return byNumber.isEmpty() ? Optional.of("there is no entry") : Optional.empty();
  }

  private static String named(Receipt receipt) {
    return DossierEntry.of(receipt)
        .map(entry -> "entry " + entry.number())
        .orElse("leaf " + receipt.index());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.client.fixtures.DoubleLog;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Histories in a made-up log, whole and not.
class KeyHistoryTest {
  private static final String KEY = "k";

  private FakeDeployment deployment;
  private FakeDeployment fork;
  private DoubleLog log;
  private ReceiptJudge judge;
  private final List<Receipt> receipts = new ArrayList<>();

  @BeforeEach
  void enter() throws Exception {
    deployment = FakeDeployment.create();
    fork = deployment.copy();
    log = new DoubleLog(deployment);
    judge =
        new ReceiptJudge(
            FakeDeployment.verifier(), deployment.policy().build(), () -> FakeDeployment.NOW);
    receipts.add(log.enter(KEY, Map.of("kind", "key-born")));
    for (int i = 0; i < 4; i++) {
      receipts.add(log.enter(KEY, Map.of("kind", "key-used", "act", "sign")));
    }
  }

  private HistoryVerdict check(Receipt statement) {
    return KeyHistory.check(KEY, receipts, statement, judge);
  }

  private static void fails(HistoryVerdict verdict, HistoryCheck check, String detail) {
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.firstFailure().orElseThrow())
        .isEqualTo(new HistoryVerdict.Finding(check, false, detail));
  }

  @Test
  void aWholeHistoryIsAccepted() {
    Receipt statement = log.state(KEY);
    assertThat(check(statement).accepted()).isTrue();
    assertThat(check(statement).entries()).isEqualTo(6);
    Collections.shuffle(receipts);
    receipts.add(statement);
    receipts.add(statement);
    assertThat(check(statement).findings()).allMatch(HistoryVerdict.Finding::passed);
  }

  @Test
  void everyMissingEntryIsNamed() {
    Receipt statement = log.state(KEY);
    List<Receipt> all = List.copyOf(receipts);
    for (int i = 0; i < all.size(); i++) {
      receipts.clear();
      receipts.addAll(all);
      receipts.remove(i);
      fails(check(statement), HistoryCheck.NUMBERS, "entry " + (i + 1) + " of 6 is missing");
    }
  }

  @Test
  void theLastEntriesCantBeCutOffWithAnEarlierStatement() {
    Receipt early = log.state(KEY);
    receipts.add(log.enter(KEY, Map.of("kind", "key-used", "act", "sign")));
    fails(check(early), HistoryCheck.LOG, "entry 7 was entered after the statement");
  }

  @Test
  void anEntryOfAnotherChainIsFound() throws Exception {
    DoubleLog forged = new DoubleLog(deployment);
    for (int i = 0; i < 2; i++) {
      Receipt _ = forged.enter(KEY, Map.of("kind", i == 0 ? "key-born" : "key-used"));
    }
    Receipt other = forged.enter(KEY, Map.of("kind", "key-used", "act", "decrypt"));
    Receipt statement = log.state(KEY);
    receipts.set(2, other);
    fails(check(statement), HistoryCheck.CHAIN, "entry 3 follows another entry 2");
    receipts.set(2, deployment.receipt(receipts.get(1).index()));
    fails(check(statement), HistoryCheck.NUMBERS, "entry 3 of 6 is missing");
  }

  @Test
  void twoEntriesOfOneNumberAreFound() {
    DoubleLog forged = new DoubleLog(deployment);
    receipts.add(forged.enter(KEY, Map.of("kind", "key-born", "other", true)));
    HistoryVerdict verdict = check(log.state(KEY));
    assertThat(verdict.firstFailure().orElseThrow().check()).isEqualTo(HistoryCheck.NUMBERS);
    assertThat(verdict.firstFailure().orElseThrow().detail()).startsWith("entry 1 is there twice");
  }

  @Test
  void otherKeysEntriesDontCount() {
    receipts.set(3, log.enter("x", Map.of("kind", "key-born")));
    HistoryVerdict verdict = check(log.state(KEY));
    fails(
        verdict,
        HistoryCheck.DOSSIER,
        "leaf " + receipts.get(3).index() + " is about something else");
  }

  @Test
  void whatIsntAStatementIsNone() {
    Receipt use = log.enter(KEY, Map.of("kind", "key-used"));
    fails(check(use), HistoryCheck.STATEMENT, "the statement isn't an entry of kind history");
    receipts.add(use);
    Map<String, Object> wrong = new HashMap<>();
    wrong.put("kind", "history");
    wrong.put("key", KEY);
    wrong.put("entries", 6L);
    wrong.put("last", DoubleLog.sha256(use.entry().encoded()).hex());
    Receipt few = log.enter(KEY, wrong);
    fails(check(few), HistoryCheck.STATEMENT, "the statement is entry 7 and says that there are 6");
    receipts.add(few);
    wrong.put("entries", 8L);
    fails(
        check(log.enter(KEY, wrong)),
        HistoryCheck.STATEMENT,
        "the statement's last entry isn't the one before it");
  }

  @Test
  void aSecondBirthIsFound() {
    receipts.add(log.enter(KEY, Map.of("kind", "key-born")));
    fails(check(log.state(KEY)), HistoryCheck.BIRTH, "entry 6 is of kind key-born");
  }

  @Test
  void receiptsThatThePolicyRefusesAreFound() throws Exception {
    Receipt statement = log.state(KEY);
    Receipt good = receipts.get(1);
    receipts.set(
        1,
        new Receipt(
            good.simulated(),
            good.entry(),
            good.salt(),
            good.index() + 1,
            good.inclusion(),
            good.checkpoint(),
            good.epoch(),
            good.coseSignature(),
            good.anchors(),
            good.manifest()));
    HistoryVerdict verdict = check(statement);
    assertThat(verdict.firstFailure().orElseThrow().check()).isEqualTo(HistoryCheck.RECEIPTS);
    assertThat(verdict.firstFailure().orElseThrow().detail()).startsWith("entry 2: log.inclusion");
  }

  @Test
  void aForkedLogIsFound() throws Exception {
    Receipt statement = log.state(KEY);
    // The same log's key signs another tree of the same size.
    DoubleLog other = new DoubleLog(fork);
    for (int i = 0; i < 5; i++) {
      Receipt _ =
          other.enter(KEY, Map.of("kind", i == 0 ? "key-born" : "key-used", "act", "hidden"));
    }
    Receipt forked = other.state(KEY);
    assertThat(forked.checkpoint().checkpoint().size())
        .isEqualTo(statement.checkpoint().checkpoint().size());
    receipts.set(3, forked);
    HistoryVerdict.Finding failure = check(statement).firstFailure().orElseThrow();
    assertThat(failure.check()).isEqualTo(HistoryCheck.LOG);
    assertThat(failure.detail()).startsWith("entry 6 is of a fork: ");
  }
}

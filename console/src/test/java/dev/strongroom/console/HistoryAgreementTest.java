// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.fixtures.DoubleLog;
import dev.strongroom.client.vault.HistoryVerdict;
import dev.strongroom.client.vault.KeyHistory;
import dev.strongroom.client.vault.ReceiptJudge;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page finds a key's history whole where the command does, and names the same first mistake of
/// each check.
class HistoryAgreementTest {
  private static final String KEY = "k";

  @TempDir private Path folder;

  private FakeDeployment deployment;
  private FakeDeployment fork;
  private DoubleLog log;
  private ReceiptPolicyText policy;
  private ReceiptJudge judge;

  /// The policy, as the page's verifier is told it.
  private Map<String, String> asked;

  private final List<Receipt> receipts = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  @BeforeEach
  void enter() throws Exception {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
    fork = deployment.copy();
    log = new DoubleLog(deployment);
    policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
    judge = judge(policy);
    asked = Map.of("policy", policy.text());
    receipts.add(log.enter(KEY, Map.of("kind", "key-born")));
    for (int i = 0; i < 4; i++) {
      receipts.add(log.enter(KEY, Map.of("kind", "key-used", "act", "sign")));
    }
  }

  private static ReceiptJudge judge(ReceiptPolicyText policy) throws Exception {
    return new ReceiptJudge(
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(64)),
            ReceiptCache.ofCapacity(64, 64)),
        ReceiptPolicyFile.parse(policy.text()),
        () -> FakeDeployment.NOW);
  }

  private static Receipt simulated(Receipt receipt) {
    return new ReceiptEdits(receipt).simulated(true);
  }

  private void ask(String name, List<Receipt> shown, Receipt last) throws Exception {
    List<Receipt> all = shown.stream().map(HistoryAgreementTest::simulated).toList();
    Receipt statement = simulated(last);
    names.add(name);
    Map<String, Object> question = new HashMap<>(asked);
    question.put("at", FakeDeployment.NOW.toString());
    question.put(
        "history",
        Map.of(
            "key",
            KEY,
            "receipts",
            all.stream().map(Receipt::json).toList(),
            "statement",
            statement.json()));
    questions.add(CanonicalJson.text(question));
    HistoryVerdict verdict = KeyHistory.check(KEY, all, statement, judge);
    List<String> said = new ArrayList<>();
    said.add("accepted " + verdict.accepted());
    said.add("entries " + verdict.entries());
    verdict
        .findings()
        .forEach(finding ->
            said.add(
                finding.check().code()
                    + (finding.passed() ? " passed " : " failed ")
                    + finding.detail()));
    expected.add(String.join("|", said));
  }

  private void compare() throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, "vault-lines.mjs", questions);
    assertThat(answers).hasSameSizeAs(questions);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      JsonNode answer = JsonNode.parse(answers.get(i));
      String said =
          answer.optional("said").isPresent() ? answer.member("said").text() : answers.get(i);
      if (!said.equals(expected.get(i))) {
        differing.add(names.get(i) + "\n  " + expected.get(i) + "\n  " + said);
      }
    }
    assertThat(differing).isEmpty();
  }

  private List<Receipt> with(int place, Receipt other) {
    List<Receipt> changed = new ArrayList<>(receipts);
    changed.set(place, other);
    return changed;
  }

  private List<Receipt> and(Receipt... more) {
    List<Receipt> all = new ArrayList<>(receipts);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void onWholeHistoriesAndOnThoseThatLackSomething() throws Exception {
    Receipt statement = log.state(KEY);
    ask("whole", receipts, statement);
    ask("in another order", and(statement, statement).reversed(), statement);
    for (int i = 0; i < receipts.size(); i++) {
      List<Receipt> without = new ArrayList<>(receipts);
      without.remove(i);
      ask("without " + (i + 1), without, statement);
    }
    ask("nothing else", List.of(), statement);
    ask("the birth alone", receipts.subList(0, 1), statement);
    ask("a use as the statement", receipts, receipts.get(2));
    Receipt later = log.enter(KEY, Map.of("kind", "key-used", "act", "sign"));
    ask("cut off", and(later), statement);
    ask("beyond", and(statement, later, log.state(KEY)), log.state(KEY));
    assertThat(expected.subList(0, 2)).allMatch(line -> line.startsWith("accepted true|entries 6"));
    assertThat(expected.subList(2, expected.size() - 1))
        .allMatch(line -> line.startsWith("accepted false"));
    compare();
  }

  @Test
  void onEntriesThatDontBelong() throws Exception {
    DoubleLog forged = new DoubleLog(deployment);
    Receipt birth = forged.enter(KEY, Map.of("kind", "key-born", "other", true));
    Receipt _ = forged.enter(KEY, Map.of("kind", "key-used"));
    Receipt third = forged.enter(KEY, Map.of("kind", "key-used", "act", "decrypt"));
    Receipt foreign = log.enter("x", Map.of("kind", "key-born"));
    Receipt statement = log.state(KEY);
    ask("of another chain", with(2, third), statement);
    ask("a number twice", and(birth), statement);
    ask("of another key", with(3, foreign), statement);
    ask("the same twice", and(receipts.get(1)), statement);
    Receipt good = receipts.get(1);
    ask("at another place", with(1, new ReceiptEdits(good).index(good.index() + 1)), statement);
    ask("of no dossier", and(deployment.receipt()), statement);
    ask("a second birth", and(log.enter(KEY, Map.of("kind", "key-born"))), log.state(KEY));
    compare();
  }

  @Test
  void onStatementsThatArent() throws Exception {
    Receipt use = log.enter(KEY, Map.of("kind", "key-used"));
    ask("of another kind", receipts, use);
    receipts.add(use);
    Map<String, Object> wrong = new HashMap<>();
    wrong.put("kind", "history");
    wrong.put("key", KEY);
    wrong.put("entries", 6L);
    Bytes last = DoubleLog.sha256(use.entry().encoded());
    wrong.put("last", last.hex());
    Receipt few = log.enter(KEY, wrong);
    ask("too few", receipts, few);
    receipts.add(few);
    wrong.put("entries", 8L);
    ask("another before it", receipts, log.enter(KEY, wrong));
    wrong.put("key", "x");
    wrong.put("entries", 9L);
    ask("about another key", receipts, log.enter(KEY, wrong));
    wrong.remove("entries");
    wrong.put("key", KEY);
    ask("without a count", receipts, log.enter(KEY, wrong));
    compare();
  }

  @Test
  void onForks() throws Exception {
    Receipt statement = log.state(KEY);
    DoubleLog other = new DoubleLog(fork);
    for (int i = 0; i < 5; i++) {
      Receipt hidden =
          other.enter(KEY, Map.of("kind", i == 0 ? "key-born" : "key-used", "act", "hidden"));
      ask("entry " + i + " of a fork", with(i, hidden), statement);
    }
    // The same log's key signs another tree of the same size.
    Receipt forked = other.state(KEY);
    ask("a fork of the same size", with(3, forked), statement);
    ask("a fork's statement", receipts, forked);
    assertThat(expected).anyMatch(line -> line.contains(" is of a fork: "));
    compare();
  }

  @Test
  void underThePolicyThatFollowsFromTheEnclaves() throws Exception {
    judge =
        judge(policy.ignoring("witnesses").with("earlierEpochs", "{\"allow\":\"the same log\"}"));
    String key = FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text();
    String other = TestKey.of("another").log(FakeDeployment.ORIGIN).text();
    String enclave = PolicyJson.of(LenientPolicy.of(deployment.nitro().simulatedAnchor()));
    Receipt statement = this.log.state(KEY);
    asked = Map.of("enclave", enclave, "log", key);
    ask("whole", receipts, statement);
    Receipt good = receipts.get(1);
    ask("at another place", with(1, new ReceiptEdits(good).index(good.index() + 1)), statement);
    judge =
        judge(
            policy
                .ignoring("witnesses")
                .requiring(
                    "logs",
                    ReceiptPolicyText.logs(TestKey.of("another").log(FakeDeployment.ORIGIN))));
    asked = Map.of("enclave", enclave, "log", other);
    ask("of another log", receipts, statement);
    assertThat(expected.getFirst()).startsWith("accepted true|entries 6");
    assertThat(expected.getLast()).startsWith("accepted false");
    compare();
  }
}

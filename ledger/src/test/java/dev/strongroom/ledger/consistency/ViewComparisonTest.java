// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.FakeLog;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Receipts that agree, receipts that prove a fork, and what can't be told.
class ViewComparisonTest {
  private static final VerifierKey KEY = FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN);

  private final FakeLog log = new FakeLog(FakeDeployment.ORIGIN, FakeDeployment.LOG_KEY);
  private final EpochEntry epoch;

  ViewComparisonTest() throws MalformedLedgerException {
    log.fill(100);
    epoch =
        EpochEntry.of(
            log.statement(FakeDeployment.EPOCH_KEY),
            Bytes.utf8("not looked at"),
            FakeDeployment.BOOT);
    log.begin(epoch);
  }

  private Receipt enter(FakeLog where, int after) throws MalformedLedgerException {
    long index = where.add(Entry.of(FakeDeployment.members()), FakeDeployment.SALT);
    where.fill(after);
    return receipt(where, index);
  }

  private Receipt receipt(FakeLog where, long index) throws MalformedLedgerException {
    return where.receipt(
        index, where.signed(where.size(), epoch.statement(), FakeDeployment.EPOCH_KEY), epoch);
  }

  private static Consistency compare(Receipt one, Receipt other) {
    Consistency forth = ViewComparison.compare(one, other, Optional.empty());
    Consistency back = ViewComparison.compare(other, one, Optional.empty());
    assertThat(back.getClass()).isEqualTo(forth.getClass());
    return forth;
  }

  @Test
  void receiptsOfOneTreeAgree() throws MalformedLedgerException {
    Receipt one = enter(log, 10);
    assertThat(compare(one, one)).isInstanceOf(Consistency.Agree.class);
    assertThat(compare(one, receipt(log, epoch.statement().index())))
        .isInstanceOf(Consistency.Agree.class);
  }

  @Test
  void receiptsOfAGrowingLogAgreeByProof() throws MalformedLedgerException {
    Receipt older = enter(log, 23);
    long from = log.size();
    log.fill(40);
    Receipt newer = enter(log, 33);
    assertThat(compare(older, newer)).isInstanceOf(Consistency.Unknown.class);
    ConsistencyProof proof = Proofs.consistency(from, log.size(), log.hashes());
    assertThat(ViewComparison.compare(older, newer, Optional.of(proof)))
        .isInstanceOf(Consistency.Agree.class);
    assertThat(ViewComparison.compare(newer, older, Optional.of(proof)))
        .isInstanceOf(Consistency.Agree.class);
    for (ConsistencyProof bad :
        List.of(
            new ConsistencyProof(from, log.size(), proof.path().reversed()),
            new ConsistencyProof(from - 1, log.size(), proof.path()),
            Proofs.consistency(from - 1, log.size(), log.hashes()))) {
      assertThat(ViewComparison.compare(older, newer, Optional.of(bad)))
          .isInstanceOf(Consistency.Unknown.class);
    }
  }

  @Test
  void pathsAloneShowThatATreeStartsWithAnother() throws MalformedLedgerException {
    // The newer path has the older tree among its hashes: it ends where a subtree does.
    Receipt older = enter(log, 26);
    assertThat(log.size()).isEqualTo(128);
    assertThat(compare(older, enter(log, 0))).isInstanceOf(Consistency.Agree.class);
    assertThat(compare(older, enter(log, 70))).isInstanceOf(Consistency.Agree.class);
  }

  @Test
  void neverFindsAForkWhereThereIsNone() throws MalformedLedgerException {
    Receipt[] receipts = new Receipt[24];
    for (int i = 0; i < receipts.length; i++) {
      receipts[i] = enter(log, i % 7);
    }
    for (Receipt one : receipts) {
      for (Receipt other : receipts) {
        assertThat(compare(one, other))
            .isInstanceOfAny(Consistency.Agree.class, Consistency.Unknown.class);
      }
    }
  }

  @Test
  void findsEveryForkThatPathsTell() throws Exception {
    FakeLog branch = log.copy();
    branch.add(Entry.of(with("metadata", Map.of("branch", "two"))), FakeDeployment.SALT);
    log.add(Entry.of(FakeDeployment.members()), FakeDeployment.SALT);
    Receipt one = enter(log, 20);
    for (int after = 0; after < 40; after++) {
      Receipt other = enter(branch, 0);
      Consistency found = compare(one, other);
      // At the very least where both have the leaf beside the one that differs.
      assertThat(found).isInstanceOfAny(Consistency.Fork.class, Consistency.Unknown.class);
      if (found instanceof Consistency.Fork fork) {
        assertThat(fork.proof().check()).isEqualTo(fork.detail());
      }
    }
    Receipt sameSize = receipt(branch.copy(), branch.size() - 1);
    Receipt grown = enter(log, (int) (branch.size() - log.size() - 1));
    assertThat(grown.checkpoint().checkpoint().size())
        .isEqualTo(sameSize.checkpoint().checkpoint().size());
    assertThat(compare(grown, sameSize)).isInstanceOf(Consistency.Fork.class);
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put(name, value);
    return members;
  }

  @Test
  void twoLeavesAtOneIndexAreAForkThatAnybodyChecks() throws Exception {
    FakeLog branch = log.copy();
    Receipt one = enter(log, 5);
    long index = branch.add(Entry.of(with("metadata", Map.of("x", "y"))), FakeDeployment.SALT);
    branch.fill(60);
    Receipt other = receipt(branch, index);
    Consistency.Fork fork = (Consistency.Fork) compare(one, other);
    String json = fork.proof().json();
    ForkProof read = ForkProof.parse(json);
    assertThat(read.check()).contains("leaf 101");
    assertThat(read.json()).isEqualTo(json);
    assertThat(read.log()).isEqualTo(KEY);
  }

  @Test
  void checkpointsAloneAgreeOrFork() throws Exception {
    FakeLog branch = log.copy();
    log.fill(3);
    Receipt one = enter(log, 0);
    enter(branch, 3);
    TreeView first = TreeView.of(one.checkpoint());
    TreeView second =
        TreeView.of(branch.signed(branch.size(), epoch.statement(), FakeDeployment.EPOCH_KEY));
    assertThat(ViewComparison.compare(KEY, first, first, Optional.empty()))
        .isInstanceOf(Consistency.Agree.class);
    assertThat(ViewComparison.compare(KEY, first, second, Optional.empty()))
        .isInstanceOf(Consistency.Fork.class);
  }

  @Test
  void aForksProofThatProvesNothingIsRefused() throws Exception {
    Receipt older = enter(log, 5);
    Receipt newer = enter(log, 5);
    FakeLog branch = new FakeLog(FakeDeployment.ORIGIN, TestKey.of("another"));
    branch.fill(100);
    branch.begin(epoch);
    Receipt forged = enter(branch, 9);
    for (ForkProof proof :
        List.of(
            new ForkProof(KEY, TreeView.of(older), TreeView.of(newer)),
            new ForkProof(KEY, TreeView.of(older), TreeView.of(forged)),
            new ForkProof(
                KEY,
                TreeView.of(older),
                TreeView.of(new ReceiptEdits(newer).index(newer.index() - 1))))) {
      assertThatThrownBy(proof::check).isInstanceOf(InvalidProofException.class);
    }
  }

  @Test
  void refusesFilesThatArentForksProofs() throws MalformedLedgerException {
    Receipt one = enter(log, 5);
    String json = new ForkProof(KEY, TreeView.of(one), TreeView.of(one)).json();
    String hash = StrictBase64.encode(one.leaf().hash());
    for (String bad :
        List.of(
            "",
            "[]",
            json.replace("\"fork\": 1", "\"fork\": 2"),
            json.replace("\"fork\": 1", "\"fork\": 1, \"more\": 1"),
            json.replace("\"trees\"", "\"tree\""),
            json.replace(hash, "AAAA"),
            json.replace("\"index\"", "\"place\""),
            json.replace(KEY.text(), "key"),
            json + " ".repeat(256 * 1024))) {
      assertThatThrownBy(() -> ForkProof.parse(bad)).isInstanceOf(MalformedLedgerException.class);
    }
  }

  @Test
  void cantCompareTwoLogsOrUnsignedTrees() throws MalformedLedgerException {
    Receipt one = enter(log, 5);
    FakeLog elsewhere = new FakeLog("other.example/log", FakeDeployment.LOG_KEY);
    EpochEntry theirs =
        EpochEntry.of(
            elsewhere.statement(FakeDeployment.EPOCH_KEY), Bytes.utf8("x"), FakeDeployment.BOOT);
    elsewhere.begin(theirs);
    Receipt other =
        elsewhere.receipt(
            0, elsewhere.signed(1, theirs.statement(), FakeDeployment.EPOCH_KEY), theirs);
    assertThat(compare(one, other)).isInstanceOf(Consistency.Incomparable.class);
    FakeLog forged = new FakeLog(FakeDeployment.ORIGIN, TestKey.of("another"));
    forged.fill(100);
    forged.begin(epoch);
    assertThat(compare(one, enter(forged, 3))).isInstanceOf(Consistency.Incomparable.class);
    assertThat(compare(one, new ReceiptEdits(one).index(100)))
        .isInstanceOf(Consistency.Incomparable.class);
  }
}

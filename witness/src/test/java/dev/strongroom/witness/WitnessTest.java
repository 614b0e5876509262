// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each answer of the protocol, over the real store.
class WitnessTest {
  private static final TestLog LOG = TestLog.of("log.example/a");
  private static final TestLog OTHER = TestLog.of("log.example/b");

  @TempDir private Path folder = Path.of("");
  private final TestClock clock = new TestClock();
  private TestWitness witness;

  @BeforeEach
  void open() throws Exception {
    witness = TestWitness.open(folder, "witness.example", clock, LOG, OTHER);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  private void reopen() throws Exception {
    witness.close();
    open();
  }

  private static WitnessReply conflict(long size) {
    return new WitnessReply.Conflict(size);
  }

  private static Refusal refusal(WitnessReply reply) {
    assertThat(reply).isInstanceOf(WitnessReply.Refused.class);
    return ((WitnessReply.Refused) reply).why();
  }

  private static Instant start() {
    return TestClock.START.truncatedTo(ChronoUnit.SECONDS);
  }

  private static AddCheckpoint request(SignedNote note, long from, Bytes... path) throws Exception {
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    return new AddCheckpoint(
        note, checkpoint, new ConsistencyProof(from, checkpoint.size(), List.of(path)));
  }

  @Test
  void followsALogThatGrows() throws Exception {
    long last = 0;
    for (long size : new long[] {1, 2, 3, 7, 8, 9, 64, 100, 100, 1000}) {
      AddCheckpoint request = LOG.request(last, size);
      assertThat(witness.time(request, witness.ask(request))).isEqualTo(start());
      last = size;
    }
    assertThat(witness.witness.logs())
        .containsExactly(new LogState(LOG.origin(), 1000, LOG.root(1000), LOG.note(1000), start()));
    reopen();
    assertThat(witness.ask(LOG.request(100, 1001))).isEqualTo(conflict(1000));
    witness.cosigns(LOG.request(1000, 1001));
  }

  @Test
  void keepsLogsApart() {
    witness.cosigns(LOG.request(0, 5));
    assertThat(witness.ask(OTHER.request(5, 6))).isEqualTo(conflict(0));
    witness.cosigns(OTHER.request(0, 6));
    assertThat(witness.ask(LOG.request(6, 7))).isEqualTo(conflict(5));
  }

  @Test
  void cosignsTheEmptyTreeAndWhatFollowsIt() throws Exception {
    witness.cosigns(LOG.request(0, 0));
    witness.cosigns(LOG.request(0, 0));
    witness.cosigns(LOG.request(0, 3));
    String text = new Checkpoint(OTHER.origin(), 0, MerkleHash.leaf(Bytes.EMPTY), List.of()).text();
    assertThat(witness.ask(request(new SignedNote(text, List.of(OTHER.sign(text))), 0)))
        .isEqualTo(conflict(0));
  }

  @Test
  void neverGoesBack() throws Exception {
    witness.cosigns(LOG.request(0, 8));
    assertThat(witness.ask(LOG.request(0, 8))).isEqualTo(conflict(8));
    assertThat(witness.ask(LOG.request(0, 5))).isEqualTo(conflict(8));
    assertThat(witness.ask(LOG.request(5, 5))).isEqualTo(conflict(8));
    assertThat(witness.ask(LOG.request(0, 0))).isEqualTo(conflict(8));
    reopen();
    assertThat(witness.ask(LOG.request(5, 7))).isEqualTo(conflict(8));
    assertThat(witness.incidents).isEmpty();
    witness.cosigns(LOG.request(8, 8));
  }

  @Test
  void neverSignsTwoRootsForOneSizeAndKeepsTheEvidence() throws Exception {
    witness.cosigns(LOG.request(0, 8));
    AddCheckpoint fork = LOG.forked(6).request(8, 8);
    clock.step(Duration.ofSeconds(10));
    assertThat(witness.ask(fork)).isEqualTo(conflict(8));
    // However it is put.
    assertThat(witness.ask(LOG.forked(6).request(5, 8))).isEqualTo(conflict(8));
    assertThat(witness.ask(LOG.forked(6).request(0, 8))).isEqualTo(conflict(8));
    reopen();
    Fork expected =
        new Fork(LOG.origin(), 8, LOG.note(8), LOG.forked(6).note(8), start().plusSeconds(10));
    assertThat(witness.witness.forks()).containsExactly(expected);
    witness.cosigns(LOG.request(8, 9));
  }

  @Test
  void tellsTheOperatorOnceOfEachForkAndKeepsSomeOfMany() throws Exception {
    witness.cosigns(LOG.request(0, 64));
    for (int i = 0; i < 64; i++) {
      assertThat(witness.ask(LOG.forked(i).request(64, 64))).isEqualTo(conflict(64));
      assertThat(witness.ask(LOG.forked(i).request(64, 64))).isEqualTo(conflict(64));
    }
    assertThat(witness.witness.forks()).hasSize(Fork.KEPT_PER_LOG);
    assertThat(witness.incidents).hasSize(Fork.KEPT_PER_LOG);
    assertThat(witness.incidents.getFirst().kind()).isEqualTo(Incident.Kind.FORK);
  }

  @Test
  void refusesProofsThatShowNothing() throws Exception {
    witness.cosigns(LOG.request(0, 6));
    TestLog lying = LOG.forked(4);
    assertThat(refusal(witness.ask(lying.request(6, 9)))).isEqualTo(Refusal.WRONG_PROOF);
    assertThat(refusal(witness.ask(request(LOG.note(9), 6)))).isEqualTo(Refusal.WRONG_PROOF);
    Bytes hash = MerkleHash.leaf(Bytes.EMPTY);
    assertThat(refusal(witness.ask(request(LOG.note(6), 6, hash)))).isEqualTo(Refusal.WRONG_PROOF);
    assertThat(refusal(witness.ask(request(OTHER.note(6), 0, hash))))
        .isEqualTo(Refusal.WRONG_PROOF);
    ConsistencyProof good = LOG.request(6, 9).proof();
    for (int i = 0; i < good.path().size(); i++) {
      List<Bytes> path = new ArrayList<>(good.path());
      path.set(i, hash);
      assertThat(refusal(witness.ask(request(LOG.note(9), 6, path.toArray(Bytes[]::new)))))
          .isEqualTo(Refusal.WRONG_PROOF);
    }
    assertThat(witness.witness.logs().getFirst().size()).isEqualTo(6);
    witness.cosigns(LOG.request(6, 9));
  }

  @Test
  void refusesUnknownLogsAndForeignSignatures() throws Exception {
    assertThat(refusal(witness.ask(TestLog.of("log.example/c").request(0, 1))))
        .isEqualTo(Refusal.UNKNOWN_LOG);
    TestLog thief = TestLog.of(LOG.origin());
    assertThat(refusal(witness.ask(thief.request(0, 1)))).isEqualTo(Refusal.NOT_SIGNED);
    // The thief's signature under the log's own id.
    String text = LOG.text(1);
    NoteSignature forged =
        new NoteSignature(LOG.origin(), LOG.key().id(), thief.sign(text).value());
    assertThat(refusal(witness.ask(request(new SignedNote(text, List.of(forged)), 0))))
        .isEqualTo(Refusal.NOT_SIGNED);
    // The log's signature over another text.
    SignedNote replayed = new SignedNote(LOG.text(2), LOG.note(1).signatures());
    assertThat(refusal(witness.ask(request(replayed, 0)))).isEqualTo(Refusal.NOT_SIGNED);
    // Another known log's key.
    SignedNote neighbour = new SignedNote(text, List.of(OTHER.sign(text)));
    assertThat(refusal(witness.ask(request(neighbour, 0)))).isEqualTo(Refusal.NOT_SIGNED);
    assertThat(witness.witness.logs()).isEmpty();
  }

  @Test
  void ignoresForeignSignaturesBesideTheLogs() throws Exception {
    TestLog thief = TestLog.of(LOG.origin());
    String text = LOG.text(3);
    List<NoteSignature> many = new ArrayList<>();
    for (int i = 0; i < 63; i++) {
      many.add(thief.sign(text));
    }
    many.add(LOG.sign(text));
    AddCheckpoint request = request(new SignedNote(text, many), 0);
    witness.cosigns(request);
    assertThat(witness.witness.logs().getFirst().note()).isEqualTo(LOG.note(3));
    many.add(OTHER.sign(text));
    assertThat(refusal(witness.ask(request(new SignedNote(text, many), 3))))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void refusesWhatIsNoRequest() {
    String good = LOG.request(0, 4).encoded();
    for (String body :
        List.of(
            "",
            "\n",
            "old 0\n",
            "old 0\n\n",
            good.substring(4),
            good.replace("old 0", "old 00"),
            good.replace("old 0", "old -1"),
            good.replace("old 0", "old 9223372036854775808"),
            good.replace("old 0", "old 0\nnot base 64"),
            good.replace("old 0", "old 0" + "\nAAAA".repeat(64)),
            good.strip(),
            good.replace("\n4\n", "\n04\n"),
            good + "\n",
            good.replace("\n", "\r\n"))) {
      assertThat(refusal(witness.witness.addCheckpoint(Bytes.utf8(body), Optional.empty())))
          .as(body)
          .isEqualTo(Refusal.MALFORMED);
    }
    Bytes notText = Bytes.fromHex("ff");
    assertThat(refusal(witness.witness.addCheckpoint(notText, Optional.empty())))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void refusesAnOldSizeBeyondTheNew() throws Exception {
    witness.cosigns(LOG.request(0, 9));
    WitnessReply reply = witness.ask(request(LOG.note(8), 9));
    assertThat(refusal(reply)).isEqualTo(Refusal.OLD_SIZE);
    assertThat(Refusal.OLD_SIZE.status()).isEqualTo(400);
  }

  @Test
  void cosignsExtensionLinesWithTheRest() throws Exception {
    AddCheckpoint request = request(LOG.note(2, "more 1", "more 2"), 0);
    witness.cosigns(request);
    witness.cosigns(request(LOG.note(2, "other"), 2));
    assertThat(witness.witness.logs().getFirst().note()).isEqualTo(LOG.note(2, "other"));
  }

  @Test
  void neverSignsAnEarlierTimeThanItsLast() throws Exception {
    witness.cosigns(LOG.request(0, 1));
    clock.step(Duration.ofSeconds(-200));
    AddCheckpoint request = OTHER.request(0, 1);
    assertThat(witness.time(request, witness.ask(request))).isEqualTo(start());
    clock.step(Duration.ofSeconds(-101));
    reopen();
    assertThat(refusal(witness.ask(LOG.request(1, 2)))).isEqualTo(Refusal.CLOCK);
    assertThat(refusal(witness.ask(LOG.request(1, 2)))).isEqualTo(Refusal.CLOCK);
    assertThat(witness.incidents).hasSize(1);
    assertThat(witness.incidents.getFirst().kind()).isEqualTo(Incident.Kind.CLOCK);
    // Nothing was recorded, so the log can come again.
    clock.step(Duration.ofSeconds(302));
    AddCheckpoint again = LOG.request(1, 2);
    assertThat(witness.time(again, witness.ask(again))).isEqualTo(start().plusSeconds(1));
  }

  @Test
  void refusesOriginsThatOneOfItsKeysCannotSay() throws Exception {
    TestLog log = TestLog.of("l" + "o".repeat(255) + "g");
    witness.close();
    witness = TestWitness.open(folder, "witness.example", clock, log);
    assertThat(refusal(witness.ask(log.request(0, 1)))).isEqualTo(Refusal.MALFORMED);
    assertThat(witness.witness.logs()).isEmpty();
  }

  @Test
  void doesNotSignWhatItCannotRecord() throws Exception {
    witness.cosigns(LOG.request(0, 1));
    witness.close();
    assertThat(refusal(witness.ask(LOG.request(1, 2)))).isEqualTo(Refusal.STORE);
    assertThat(witness.incidents.getFirst().kind()).isEqualTo(Incident.Kind.STORE);
    open();
    witness.cosigns(LOG.request(1, 2));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.witness.Cosignature.Problem;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WitnessQuorumTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant NOW = T.plusSeconds(1000);
  private static final TestWitness LOG = TestWitness.ed25519("log.example/a", KeyType.ED25519);
  private static final TestWitness ONE = witness("one.example");
  private static final TestWitness TWO = witness("two.example");
  private static final TestWitness THREE = witness("three.example");
  private static final TestWitness QUANTUM = TestWitness.mlDsa("one.example");
  private static final String TEXT = text(7);

  private static TestWitness witness(String name) {
    return TestWitness.ed25519(name, KeyType.COSIGNATURE_ED25519);
  }

  private static String text(long size) {
    Bytes root = MerkleHash.leaf(Bytes.utf8("leaf " + size));
    return new Checkpoint("log.example/a", size, root, List.of()).text();
  }

  private static SignedNote note(NoteSignature... cosignatures) {
    return new SignedNote(TEXT, List.of(LOG.sign(TEXT))).with(List.of(cosignatures));
  }

  private static WitnessQuorum quorum(int threshold, TestWitness... witnesses) {
    return WitnessQuorum.of(threshold, Stream.of(witnesses).map(TestWitness::key).toList());
  }

  private static List<Optional<Problem>> problems(Evaluation evaluation) {
    return evaluation.cosignatures().stream()
        .map(c -> c instanceof Cosignature.Bad bad ? Optional.of(bad.problem()) : EMPTY)
        .toList();
  }

  private static final Optional<Problem> EMPTY = Optional.empty();

  @Test
  void countsWitnessesAndTakesTheTimeOfTheOneThatMakesTheQuorum() {
    SignedNote note =
        note(
            THREE.cosign(TEXT, T.plusSeconds(9)),
            ONE.cosign(TEXT, T.plusSeconds(5)),
            TWO.cosign(TEXT, T));
    assertThat(quorum(1, ONE, TWO, THREE).evaluate(note, NOW).existedBy()).contains(T);
    Evaluation two = quorum(2, ONE, TWO, THREE).evaluate(note, NOW);
    assertThat(two.met()).isTrue();
    assertThat(two.count()).isEqualTo(3);
    assertThat(two.existedBy()).contains(T.plusSeconds(5));
    assertThat(quorum(3, ONE, TWO, THREE).evaluate(note, NOW).existedBy())
        .contains(T.plusSeconds(9));
    assertThat(two.describe()).contains("3 of 2 witnesses", "two.example: 2026-03-01T12:00:00Z");
  }

  @Test
  void saysWhoIsMissing() {
    Evaluation evaluation = quorum(2, ONE, TWO).evaluate(note(TWO.cosign(TEXT, T)), NOW);
    assertThat(evaluation.met()).isFalse();
    assertThat(evaluation.existedBy()).isEmpty();
    assertThat(problems(evaluation)).containsExactly(Optional.of(Problem.MISSING), EMPTY);
  }

  @Test
  void doesNotCountWhatIsWrong() {
    SignedNote other = note(ONE.cosign(text(8), T));
    assertThat(problems(quorum(1, ONE).evaluate(other, NOW)))
        .containsExactly(Optional.of(Problem.WRONG));
    // Somebody else's key under the witness's name and id.
    NoteSignature forged =
        new NoteSignature("one.example", ONE.key().id(), TWO.cosign(TEXT, T).value());
    Evaluation evaluation = quorum(1, ONE).evaluate(note(forged), NOW);
    assertThat(problems(evaluation)).containsExactly(Optional.of(Problem.WRONG));
    assertThat(evaluation.met()).isFalse();
    // One wrong line is enough, wherever it stands.
    assertThat(problems(quorum(1, ONE).evaluate(note(ONE.cosign(TEXT, T), forged), NOW)))
        .containsExactly(Optional.of(Problem.WRONG));
  }

  @Test
  void ignoresUnknownKeys() {
    assertThat(problems(quorum(1, ONE).evaluate(note(TWO.cosign(TEXT, T)), NOW)))
        .containsExactly(Optional.of(Problem.MISSING));
    // A log's signature is no cosignature.
    assertThatThrownBy(() -> quorum(1, LOG)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void holdsKeysToTheirValidity() {
    var key = new WitnessKey(ONE.key(), Optional.of(T), Optional.of(T.plusSeconds(10)));
    WitnessQuorum quorum = new WitnessQuorum(1, List.of(key));
    assertThat(problem(quorum, T.minusSeconds(1))).contains(Problem.NOT_YET_VALID);
    assertThat(problem(quorum, T)).isEmpty();
    assertThat(problem(quorum, T.plusSeconds(9))).isEmpty();
    assertThat(problem(quorum, T.plusSeconds(10))).contains(Problem.EXPIRED);
    assertThat(Problem.EXPIRED.code()).isEqualTo("witness-key-expired");
    assertThatThrownBy(() -> new WitnessKey(ONE.key(), Optional.of(T), Optional.of(T)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<Problem> problem(WitnessQuorum quorum, Instant time) {
    return problems(quorum.evaluate(note(ONE.cosign(TEXT, time)), NOW)).getFirst();
  }

  @Test
  void refusesTheFuture() {
    WitnessQuorum quorum = quorum(1, ONE);
    assertThat(problem(quorum, NOW)).isEmpty();
    assertThat(problem(quorum, NOW.plusSeconds(1))).contains(Problem.FUTURE);
  }

  @Test
  void takesTheEarliestOfOneWitnesssCosignatures() {
    SignedNote note = note(ONE.cosign(TEXT, T.plusSeconds(3)), ONE.cosign(TEXT, T));
    Evaluation evaluation = quorum(1, ONE).evaluate(note, NOW);
    assertThat(evaluation.existedBy()).contains(T);
    assertThat(evaluation.count()).isEqualTo(1);
  }

  @Test
  void countsAWitnessWithTwoKeysOnce() {
    SignedNote note = note(ONE.cosign(TEXT, T.plusSeconds(1)), QUANTUM.cosign(TEXT, T));
    Evaluation evaluation = quorum(2, ONE, QUANTUM, TWO).evaluate(note, NOW);
    assertThat(problems(evaluation)).containsExactly(EMPTY, EMPTY, Optional.of(Problem.MISSING));
    assertThat(evaluation.count()).isEqualTo(1);
    assertThat(evaluation.met()).isFalse();
    assertThat(quorum(1, ONE, QUANTUM).evaluate(note, NOW).existedBy()).contains(T);
    assertThatThrownBy(() -> quorum(2, ONE, QUANTUM)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneKeyUnderTwoNamesIsRefused() {
    assertThatThrownBy(() -> quorum(2, ONE, ONE.named("two.example")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void countsCosignaturesWithoutTimeButTakesNoneFromThem() {
    SignedNote note = note(QUANTUM.cosign(TEXT, 0));
    Evaluation evaluation = quorum(1, QUANTUM).evaluate(note, NOW);
    assertThat(evaluation.met()).isTrue();
    assertThat(evaluation.existedBy()).isEmpty();
    var limited = new WitnessKey(QUANTUM.key(), Optional.empty(), Optional.of(NOW));
    assertThat(problems(new WitnessQuorum(1, List.of(limited)).evaluate(note, NOW)))
        .containsExactly(Optional.of(Problem.UNTIMED));
  }

  @Test
  void nobodyShowsNothing() {
    Evaluation evaluation = WitnessQuorum.none().evaluate(note(ONE.cosign(TEXT, T)), NOW);
    assertThat(evaluation.met()).isTrue();
    assertThat(evaluation.existedBy()).isEmpty();
    assertThatThrownBy(() -> quorum(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> quorum(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}

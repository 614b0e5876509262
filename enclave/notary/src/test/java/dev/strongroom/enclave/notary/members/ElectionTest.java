// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.CutStorage;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage.Strike;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.notary.members.Election.Step;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members on one store, step by step, with a clock of the test's own.
class ElectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String ORIGIN = "example.com/log";

  private final MemoryStorage storage = new MemoryStorage();
  private final AtomicLong now = new AtomicLong();
  private final Map<Bytes, Long> answers = new HashMap<>();
  private Election first;
  private Election second;

  @BeforeEach
  void stand() throws Exception {
    first = member(storage, 1);
    second = member(storage, 2);
  }

  private Election member(Storage on, int number) throws Exception {
    return new Election(
        new WriterShelf(TestEnclave.on(on, InstantSource.system(), Map.of(), _ -> {}), ORIGIN),
        name(number),
        PATIENCE,
        now::get,
        writer ->
            Optional.ofNullable(answers.get(writer))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty));
  }

  private static Bytes name(int number) {
    return Bytes.fromHex(String.format("%064x", number));
  }

  private void pass(double seconds) {
    now.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void whoComesFirstWritesAsLongAsItSaysSo() {
    assertThat(first.step()).isEqualTo(Step.WON);
    for (int i = 0; i < 20; i++) {
      pass(1);
      assertThat(first.step()).isEqualTo(Step.HOLDS);
      assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    }
    WriterRecord record = second.record().orElseThrow();
    assertThat(record).isEqualTo(new WriterRecord(1, 20, true, name(1)));
    assertThat(second.holds()).isFalse();
  }

  @Test
  void whoIsSilentForLongEnoughLosesItsTurnAndLearnsSo() {
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(4.9);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(0.1);
    assertThat(second.step()).isEqualTo(Step.WON);
    assertThat(first.step()).isEqualTo(Step.LOST);
    assertThat(first.holds()).isFalse();
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    assertThat(first.record().orElseThrow()).isEqualTo(new WriterRecord(2, 0, true, name(2)));
  }

  @Test
  void aWriterThatAnswersIsntSilent() {
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(4);
    answers.put(name(1), now.get());
    pass(4);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(1);
    assertThat(second.step()).isEqualTo(Step.WON);
  }

  @Test
  void whoWasAsleepItselfLooksBeforeItTakesOver() {
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(60);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(4);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
  }

  @Test
  void ofTwoThatWaitedEquallyLongOneTakesOver() throws Exception {
    Election third = member(storage, 3);
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    assertThat(third.step()).isEqualTo(Step.FOLLOWS);
    pass(5);
    assertThat(third.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    assertThat(second.record().orElseThrow().writer()).isEqualTo(name(3));
  }

  @Test
  void whatIsGivenUpIsFreeAtOnceForOthersFirst() {
    assertThat(first.step()).isEqualTo(Step.WON);
    first.giveUp(1);
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    assertThat(second.step()).isEqualTo(Step.WON);
    assertThat(second.record().orElseThrow().term()).isEqualTo(2);
    first.giveUp(1);
    assertThat(second.step()).isEqualTo(Step.HOLDS);
    second.giveUp(1);
    assertThat(second.step()).isEqualTo(Step.HOLDS);
    second.giveUp(2);
    pass(5);
    assertThat(first.step()).isEqualTo(Step.WON);
  }

  @Test
  void aLostAnswerCostsNoTurn() {
    assertThat(first.step()).isEqualTo(Step.WON);
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
  }

  @Test
  void aClaimWhoseAnswerIsLostIsNoticedAtTheNextStep() {
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
  }

  @Test
  void aStoreThatIsAwayTellsNothingAboutTheWriter() {
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    storage.failWrites(1, new StorageFailure.Unavailable(), Strike.BEFORE);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
  }

  @Test
  void aWriterThatCantSayThatItIsThereStopsBeforeAnotherBegins() throws Exception {
    CutStorage away = new CutStorage(storage);
    Election cut = member(away, 3);
    assertThat(cut.step()).isEqualTo(Step.WON);
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    away.cut(true);
    pass(4.9);
    assertThat(cut.step()).isEqualTo(Step.HOLDS);
    assertThat(cut.current()).isTrue();
    assertThat(second.step()).isEqualTo(Step.FOLLOWS);
    pass(0.1);
    assertThat(cut.current()).isFalse();
    assertThat(second.step()).isEqualTo(Step.WON);
    assertThat(second.current()).isTrue();
    // It can't know, so it waits, however long that takes.
    pass(60);
    assertThat(cut.step()).isEqualTo(Step.HOLDS);
    assertThat(cut.current()).isFalse();
    away.cut(false);
    assertThat(cut.step()).isEqualTo(Step.LOST);
    assertThat(cut.step()).isEqualTo(Step.FOLLOWS);
    assertThat(cut.record()).isEqualTo(second.record());
  }

  @Test
  void aWriterWhoseStoreWasAwayForAllGoesOn() {
    assertThat(first.step()).isEqualTo(Step.WON);
    storage.failWrites(2, new StorageFailure.Unavailable(), Strike.BEFORE);
    pass(5);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.current()).isFalse();
    pass(1);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.current()).isFalse();
    pass(1);
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.current()).isTrue();
  }

  @Test
  void whatWasWrittenAtAnUnknownTimeIsSaidAnewFirst() {
    storage.failWrites(1, new StorageFailure.ConnectionLost("gone"), Strike.AFTER);
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    assertThat(first.step()).isEqualTo(Step.WON);
    assertThat(first.current()).isFalse();
    assertThat(first.step()).isEqualTo(Step.HOLDS);
    assertThat(first.current()).isTrue();
  }

  @Test
  void aRecordThatTheHostMadeUpIsNobodysTurn() throws Exception {
    long _ = storage.put(Bytes.utf8("ledger/writer"), Storage.ABSENT, Bytes.utf8("made up"));
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    pass(60);
    assertThat(first.step()).isEqualTo(Step.FOLLOWS);
    assertThat(first.holds()).isFalse();
  }
}

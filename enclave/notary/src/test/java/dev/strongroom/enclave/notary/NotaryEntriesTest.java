// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static dev.strongroom.enclave.notary.MemoryNotaries.SETTINGS;
import static dev.strongroom.enclave.notary.MemoryNotaries.digest;
import static dev.strongroom.enclave.notary.MemoryNotaries.holds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What other services enter by a notary, and get back: entries with tags, values beside them.
class NotaryEntriesTest {
  private static final Bytes BESIDE = Bytes.utf8("somebody/else");

  private final MemoryStorage storage = new MemoryStorage();
  private final MemoryNotaries notaries = new MemoryNotaries();

  private static Tagged tagged(int number, Bytes... tags) throws Exception {
    return new Tagged(
        Entry.of(Map.of("kind", "test", "time", "2026-11-21T18:00:00Z", "number", number)),
        List.of(tags));
  }

  private static List<String> replayed(Notary notary, long from) throws NotaryException {
    List<String> seen = new ArrayList<>();
    notary.replay(from, (index, entry) -> seen.add(index + "=" + entry.content().value()));
    return seen;
  }

  @Test
  void givesBackWhatWasEnteredInOrderAlsoAfterABoot() throws Exception {
    Notary first = Notary.start(notaries.enclave(storage, SETTINGS));
    List<Receipt> receipts =
        first
            .submit(List.of(tagged(1, digest(7)), tagged(2), tagged(3, digest(7), digest(8))))
            .receipts();
    receipts.forEach(NotaryEntriesTest::check);
    first.close();
    Notary second = Notary.start(notaries.enclave(storage, SETTINGS));
    second.submit(List.of(tagged(4, digest(7)))).receipts();
    assertThat(replayed(second, 0)).hasSize(4);
    assertThat(replayed(second, 4)).hasSize(1).allMatch(text -> text.contains("number=4"));
    assertThat(second.about(digest(7), Long.MAX_VALUE, 20))
        .extracting(Receipt::index)
        .containsExactly(5L, 3L, 1L);
    assertThat(second.about(digest(7), 5, 1)).extracting(Receipt::index).containsExactly(3L);
    assertThat(second.about(digest(9), Long.MAX_VALUE, 20)).isEmpty();
    second.close();
  }

  private static List<Beside> beside(String value) {
    return List.of(new Beside(BESIDE, Bytes.utf8(value)));
  }

  private Bytes stored() {
    return storage.get(BESIDE).orElseThrow().value();
  }

  @Test
  void storesValuesTogetherWithEntriesOrNotAtAll() throws Exception {
    Notary notary = Notary.start(notaries.enclave(storage, SETTINGS));
    storage.failWrites(1, new StorageFailure.DiskFull(), MemoryStorage.Strike.BEFORE);
    assertThatThrownBy(() -> notary.submit(List.of(tagged(1)), beside("lost")).receipts())
        .isInstanceOf(NotaryException.class)
        .extracting(e -> ((NotaryException) e).refusal())
        .isEqualTo(NotaryRefusal.DISK_FULL);
    assertThat(storage.get(BESIDE)).isEmpty();
    storage.failWritesOf(
        "/head", 1, new StorageFailure.ConnectionLost("a test"), MemoryStorage.Strike.AFTER);
    notary.submit(List.of(tagged(2)), beside("first")).receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("first"));
    assertThat(replayed(notary, 0)).hasSize(1).allMatch(text -> text.contains("number=2"));
    assertThat(notaries.stops()).isEmpty();
    notary.close();
  }

  @Test
  void replacesWhatIsInTheWay() throws Exception {
    Notary notary = Notary.start(notaries.enclave(storage, SETTINGS));
    storage.replace(BESIDE, Bytes.utf8("left behind"));
    storage.replace(Bytes.utf8("somebody/third"), Bytes.utf8("left behind"));
    notary
        .submit(
            List.of(tagged(1)),
            List.of(
                new Beside(Bytes.utf8("somebody/third"), Bytes.utf8("third")),
                beside("first").getFirst()))
        .receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("first"));
    assertThat(storage.get(Bytes.utf8("somebody/third")).orElseThrow().value())
        .isEqualTo(Bytes.utf8("third"));
    // The answer is lost and something is in the way: nothing is written twice.
    storage.failWritesOf(
        "/head", 1, new StorageFailure.ConnectionLost("a test"), MemoryStorage.Strike.AFTER);
    notary.submit(List.of(tagged(2)), beside("second")).receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("second"));
    // Two at once under one key: one write can't have both, the log has, and the later one counts.
    Submitted third = notary.submit(List.of(tagged(3)), beside("third"));
    Submitted fourth = notary.submit(List.of(tagged(4)), beside("fourth"));
    third.receipts();
    fourth.receipts();
    assertThat(stored()).isEqualTo(Bytes.utf8("fourth"));
    assertThat(replayed(notary, 0)).hasSize(4);
    assertThat(notaries.stops()).isEmpty();
    notary.close();
  }

  @Test
  void takesNoMoreBesideEntriesThanOneWriteHas() throws Exception {
    Notary notary = Notary.start(notaries.enclave(storage, SETTINGS));
    List<Beside> many = new ArrayList<>();
    for (int i = 0; i < 640; i++) {
      many.add(new Beside(digest(i), Bytes.utf8("value")));
    }
    List<Submitted> submitted = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      submitted.add(notary.submit(List.of(tagged(i)), many));
    }
    for (Submitted one : submitted) {
      one.receipts();
    }
    assertThat(storage.get(digest(639))).isPresent();
    many.add(new Beside(digest(640), Bytes.utf8("value")));
    assertThatThrownBy(() -> notary.submit(List.of(tagged(9)), many))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            notary.submit(
                List.of(tagged(9)), List.of(beside("a").getFirst(), beside("b").getFirst())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(notaries.stops()).isEmpty();
    notary.close();
  }

  @Test
  void replaysNothingThatTheHostChangedOrLeftOut() throws Exception {
    Notary notary = Notary.start(notaries.enclave(storage, SETTINGS));
    notary.submit(List.of(tagged(1))).receipts();
    notary.submit(List.of(tagged(2))).receipts();
    List<Bytes> bodies = storage.keys("/body/");
    Bytes value = storage.get(bodies.getFirst()).orElseThrow().value();
    storage.remove(bodies.getFirst());
    refusesReplay(notary);
    storage.replace(bodies.getFirst(), storage.get(bodies.getLast()).orElseThrow().value());
    refusesReplay(notary);
    storage.replace(bodies.getFirst(), value);
    assertThat(replayed(notary, 0)).hasSize(2);
    notary.close();
  }

  private static void refusesReplay(Notary notary) {
    assertThatThrownBy(() -> replayed(notary, 0))
        .isInstanceOf(NotaryException.class)
        .extracting(e -> ((NotaryException) e).refusal())
        .isEqualTo(NotaryRefusal.STORE_CORRUPT);
  }

  private static void check(Receipt receipt) {
    try {
      holds(receipt);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

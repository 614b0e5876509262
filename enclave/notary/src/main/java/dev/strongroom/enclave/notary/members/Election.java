// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.members.WriterShelf.Seen;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Whose turn it is to write. One step after the other, a beat apart; time is only ever compared
/// with earlier time of this enclave's own clock that never jumps.
///
/// Nothing is safe because of this: two that both think it is their turn meet at the log's head,
/// and the witnesses. It is so that they don't have to.
final class Election {
  /// What came of a step.
  enum Step {
    /// Another writes, or nobody does yet.
    FOLLOWS,
    /// From now on it is this one's turn.
    WON,
    /// It still is.
    HOLDS,
    /// From now on it isn't any more.
    LOST
  }

  private final WriterShelf shelf;
  private final Bytes self;
  private final long patience;
  private final LongSupplier nanoseconds;
  private final Answers answers;
  private volatile Optional<Seen> last = Optional.empty();
  private long moved;
  private long standBackUntil;
  private boolean standsBack;
  private volatile boolean holds;

  /// When the step began that last wrote the record: no member can have seen it later than that.
  private volatile long renewed;

  /// When a writer last answered what it was asked, without failing.
  @FunctionalInterface
  interface Answers {
    /// By the same clock; empty if it wasn't asked, or hasn't answered.
    OptionalLong last(Bytes writer);
  }

  /// @param self names this boot
  /// @param patience how long the record may stand still
  /// @param nanoseconds a clock that never jumps
  /// @param answers of writers to this enclave
  Election(
      WriterShelf shelf, Bytes self, Duration patience, LongSupplier nanoseconds, Answers answers) {
    this.answers = answers;
    this.shelf = shelf;
    this.self = self;
    this.patience = patience.toNanos();
    this.nanoseconds = nanoseconds;
    this.moved = nanoseconds.getAsLong();
  }

  /// The next step.
  synchronized Step step() {
    return holds ? renewed() : followed();
  }

  private Step renewed() {
    Seen mine = last.orElseThrow();
    WriterRecord record = mine.record();
    WriterRecord next = new WriterRecord(record.term(), record.beat() + 1, true, self);
    long now = nanoseconds.getAsLong();
    try {
      last = Optional.of(new Seen(next, shelf.replace(mine.version(), next)));
      renewed = now;
      return Step.HOLDS;
    } catch (StorageException e) {
      // A store that is away may be away for the others too; whether it is, only time tells.
      return e.failure() instanceof StorageFailure.Conflict ? reread(record.term()) : Step.HOLDS;
    }
  }

  /// Either another was there first, or the answer to an earlier step was lost.
  private Step reread(long term) {
    try {
      Optional<Seen> now = shelf.read();
      last = now;
      moved = nanoseconds.getAsLong();
      if (now.filter(it -> isMine(it.record(), term)).isPresent()) {
        return Step.HOLDS;
      }
    } catch (StorageException e) {
      if (!(e.failure() instanceof StorageFailure.NotAuthentic)) {
        return Step.HOLDS;
      }
    }
    holds = false;
    return Step.LOST;
  }

  private boolean isMine(WriterRecord record, long term) {
    return record.held() && record.term() == term && record.writer().equals(self);
  }

  private Step followed() {
    long now = nanoseconds.getAsLong();
    Optional<Seen> seen;
    try {
      seen = shelf.read();
    } catch (StorageException e) {
      // Whoever can't see the record hasn't seen it stand still.
      moved = now;
      return Step.FOLLOWS;
    }
    if (!seen.map(Seen::version).equals(last.map(Seen::version))) {
      moved = now;
    }
    last = seen;
    if (seen.filter(it -> isMine(it.record(), it.record().term())).isPresent()) {
      // The claim was written, and its answer lost. When isn't known: the next step says it anew.
      renewed = now - patience;
      holds = true;
      return Step.WON;
    }
    if (standsBack && now - standBackUntil < 0) {
      return Step.FOLLOWS;
    }
    standsBack = false;
    boolean free = seen.filter(it -> it.record().held()).isEmpty();
    return free || isSilent(seen.orElseThrow().record().writer(), now)
        ? claimed(seen)
        : Step.FOLLOWS;
  }

  /// On a machine with too much to do a beat may be late while requests are answered.
  private boolean isSilent(Bytes writer, long now) {
    OptionalLong answered = answers.last(writer);
    return now - moved >= patience
        && (answered.isEmpty() || now - answered.getAsLong() >= patience);
  }

  private Step claimed(Optional<Seen> seen) {
    long term = seen.map(it -> it.record().term()).orElse(0L) + 1;
    WriterRecord claim = new WriterRecord(term, 0, true, self);
    long now = nanoseconds.getAsLong();
    try {
      long version = shelf.replace(seen.map(Seen::version).orElse(Storage.ABSENT), claim);
      last = Optional.of(new Seen(claim, version));
      renewed = now;
      holds = true;
      return Step.WON;
    } catch (StorageException e) {
      // Another was faster, or it isn't known; then the next step finds out whose it is.
      return Step.FOLLOWS;
    }
  }

  /// Gives a turn up, so that another needn't wait, and lets others go first.
  ///
  /// @param term the turn's, in case that there is a later one already
  synchronized void giveUp(long term) {
    if (holds && term() == term) {
      Seen mine = last.orElseThrow();
      WriterRecord record = mine.record();
      holds = false;
      try {
        WriterRecord free = new WriterRecord(record.term(), record.beat() + 1, false, self);
        last = Optional.of(new Seen(free, shelf.replace(mine.version(), free)));
      } catch (StorageException e) {
        // Then the others wait until it has stood still for long enough.
      }
    }
    standsBack = true;
    standBackUntil = nanoseconds.getAsLong() + patience;
  }

  /// Whether it is this one's turn. Doesn't wait for the store, like what follows.
  boolean holds() {
    return holds;
  }

  /// Whether it is this one's turn, and said so so lately that nobody can have taken it over. Else
  /// it may be another's, which only the store could tell, so this one doesn't speak for the log.
  boolean current() {
    return holds && nanoseconds.getAsLong() - renewed < patience;
  }

  /// The term of the record as it was seen last; 0 if there is none.
  long term() {
    return last.map(seen -> seen.record().term()).orElse(0L);
  }

  /// The record as it was seen last.
  Optional<WriterRecord> record() {
    return last.map(Seen::record);
  }
}

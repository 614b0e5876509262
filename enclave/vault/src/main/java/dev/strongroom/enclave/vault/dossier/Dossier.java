// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.notary.Entered;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.ledger.entry.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One dossier. While entries are on their way to the disk, the acts that come meanwhile wait, and
/// are then decided and entered together.
final class Dossier {
  /// Acts that are entered together at most.
  private static final int MOST = 128;

  /// Bytes of entries that are entered together, about.
  private static final int MOST_BYTES = 200_000;

  private final String about;
  private final Dossiers all;
  private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();
  private boolean running;
  private boolean away;
  private @Nullable NotaryException broken;
  private @Nullable State state;

  /// How many of its entries the last snapshot has.
  private long snapshot;

  Dossier(String about, Dossiers all) {
    this.about = about;
    this.all = all;
  }

  /// An act, and who waits for its answer.
  static final class Waiting<T> {
    private final Act<T> act;
    private final CompletableFuture<Callable<T>> answer = new CompletableFuture<>();

    Waiting(Act<T> act) {
      this.act = act;
    }

    /// Waits, and makes the answer: that is work of whoever asked, not of the dossier.
    T await() throws Exception {
      Callable<T> given;
      try {
        given = answer.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
      return given.call();
    }

    void fail(Throwable why) {
      answer.completeExceptionally(why);
    }

    void give(Callable<T> given) {
      answer.complete(given);
    }
  }

  /// Has an act decided.
  ///
  /// @return whether this dossier is still the one that is in use
  synchronized boolean take(Waiting<?> waiting) {
    if (away) {
      return false;
    }
    if (broken != null) {
      waiting.fail(broken);
      return true;
    }
    queue.add(waiting);
    if (!running) {
      running = true;
      Thread.ofVirtual().name(about).start(this::run);
    }
    return true;
  }

  private synchronized List<Waiting<?>> next() {
    List<Waiting<?>> batch = new ArrayList<>();
    while (!queue.isEmpty() && batch.size() < MOST) {
      batch.add(queue.remove());
    }
    running = !batch.isEmpty();
    return batch;
  }

  private void run() {
    for (List<Waiting<?>> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        decide(batch, known());
      } catch (DossierException e) {
        batch.forEach(waiting -> waiting.fail(e));
      } catch (RuntimeException | Error e) {
        // A bug. What was decided may have been entered, so nothing may follow it.
        breakDown(new NotaryException(NotaryRefusal.STOPPED));
        batch.forEach(waiting -> waiting.fail(e));
      }
    }
  }

  /// What is answered when the entries have receipts.
  ///
  /// @param first position of its entry among all that were entered
  private record Due<T>(Waiting<T> waiting, Step.Answer<T> answer, int first) {
    void give(Entered entered) {
      waiting.give(() -> answer.given(new Receipts(entered, first)));
    }
  }

  private void decide(List<Waiting<?>> batch, State before) {
    Decided decided = new Decided(before);
    List<Waiting<?>> later = new ArrayList<>();
    for (Waiting<?> waiting : batch) {
      if (decided.bytes > MOST_BYTES) {
        later.add(waiting);
      } else {
        decided.add(waiting);
      }
    }
    synchronized (this) {
      for (Waiting<?> waiting : later.reversed()) {
        queue.addFirst(waiting);
      }
    }
    if (!decided.entries.isEmpty()) {
      enter(decided);
    }
  }

  /// What a batch of acts comes to.
  private final class Decided {
    private final List<Tagged> entries = new ArrayList<>();
    private final List<Beside> beside = new ArrayList<>();
    private final List<State> births = new ArrayList<>();
    private final List<Due<?>> due = new ArrayList<>();
    private State now;
    private int bytes;

    private Decided(State before) {
      this.now = before;
    }

    private <T> void add(Waiting<T> waiting) {
      try {
        switch (waiting.act.decided(now)) {
          case Step.Nothing<T>(var answer) -> waiting.give(answer::given);
          case Step.Enter<T> step -> add(waiting, step);
        }
      } catch (Exception e) {
        waiting.fail(e);
      }
    }

    private <T> void add(Waiting<T> waiting, Step.Enter<T> step) throws Exception {
      Entry entry = all.entry(now, step.members());
      State next = now.after(entry);
      int first = entries.size();
      if (step.birth().isPresent()) {
        Step.Birth birth = step.birth().get();
        State blank = State.blank(birth.about(), all.reader());
        Entry born = all.entry(blank, birth.members());
        births.add(blank.after(born));
        add(entry, about);
        add(born, birth.about());
        beside.addAll(birth.beside());
      } else {
        add(entry, about);
      }
      now = next;
      due.add(new Due<>(waiting, step.answer(), first));
    }

    private void add(Entry entry, String of) {
      entries.add(new Tagged(entry, List.of(Dossiers.tag(of))));
      bytes += entry.encoded().length();
    }
  }

  private void enter(Decided decided) {
    Dossiers.OnTheWay onTheWay;
    try {
      onTheWay = all.submit(decided.entries, decided.beside);
    } catch (NotaryException e) {
      decided.due.forEach(due -> due.waiting().fail(e));
      return;
    }
    try {
      durable(onTheWay);
      goOn(decided.now);
    } catch (NotaryException e) {
      if (!certain(e.refusal())) {
        breakDown(e);
      }
      decided.due.forEach(due -> due.waiting().fail(e));
      all.arrived(onTheWay, List.of());
      return;
    }
    all.arrived(onTheWay, decided.births);
    Thread.ofVirtual().name("answers").start(() -> answer(onTheWay, decided.due));
  }

  /// Waits for as long as it isn't known: what follows depends on it.
  private static void durable(Dossiers.OnTheWay onTheWay) throws NotaryException {
    while (true) {
      try {
        onTheWay.submitted().durable();
        return;
      } catch (NotaryException e) {
        if (e.refusal() != NotaryRefusal.STORE_SLOW) {
          throw e;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NotaryException(NotaryRefusal.STOPPED);
      }
    }
  }

  /// Whether it is certain that nothing was entered.
  private static boolean certain(NotaryRefusal refusal) {
    return switch (refusal) {
      case BUSY,
          DISK_FULL,
          STORE_UNAVAILABLE,
          STORE_CORRUPT,
          BEACON_MISSING,
          KEY_REUSED,
          NO_WRITER,
          NOT_THE_WRITER ->
          true;
      case WITNESSES_MISSING,
          ENTERED_NOT_FOUND,
          STORE_SLOW,
          ANCHOR_MISSING,
          STOPPED,
          WRITER_LOST,
          WRONG_RECEIPT ->
          false;
    };
  }

  private static void answer(Dossiers.OnTheWay onTheWay, List<Due<?>> due) {
    try {
      Entered entered = onTheWay.submitted().entered();
      due.forEach(one -> one.give(entered));
    } catch (NotaryException | RuntimeException e) {
      due.forEach(one -> one.waiting().fail(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      due.forEach(one -> one.waiting().fail(new NotaryException(NotaryRefusal.STOPPED)));
    }
  }

  /// Nothing is decided any more: what is durable isn't known.
  private synchronized void breakDown(NotaryException why) {
    broken = why;
    queue.forEach(waiting -> waiting.fail(why));
    queue.clear();
  }

  /// How it stands, read if it isn't known.
  State known() throws DossierException {
    synchronized (this) {
      if (state != null) {
        return state;
      }
    }
    State found = all.found(about);
    synchronized (this) {
      if (state == null) {
        state = found;
        snapshot = found.n();
      }
      return state;
    }
  }

  private synchronized void goOn(State next) {
    state = next;
  }

  /// It has entries that weren't decided here.
  ///
  /// @return whether this dossier is still the one that is in use
  synchronized boolean become(State next) {
    if (!away) {
      state = next;
    }
    return !away;
  }

  /// How it stands, if the last snapshot doesn't have it.
  synchronized Optional<State> changed() {
    return state != null && state.n() != snapshot ? Optional.of(state) : Optional.empty();
  }

  synchronized void kept(State written) {
    snapshot = written.n();
  }

  /// Puts it away if nobody uses it and nothing would be lost.
  synchronized boolean putAway() {
    boolean unchanged = state == null || state.n() == snapshot;
    away = !running && queue.isEmpty() && broken == null && unchanged;
    return away;
  }

  synchronized void close() {
    breakDown(new NotaryException(NotaryRefusal.STOPPED));
  }
}

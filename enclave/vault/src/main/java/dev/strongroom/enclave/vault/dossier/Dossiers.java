// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Beside;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.NotaryRefusal;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// All dossiers. Each act is decided in the order of its dossier, entered in the ledger, and
/// answered once its entry is durable and cosigned; a state counts from the moment that its entry
/// is durable. So what was entered is all that a boot needs: the states of the last snapshot, and
/// the entries since.
///
/// Thread-safe. Only dossiers that are in use are in memory.
public final class Dossiers implements AutoCloseable {
  /// Where states are read that aren't in memory.
  @FunctionalInterface
  public interface Shelf {
    /// The state as of the last snapshot; empty if the dossier had no entries then.
    Optional<State> find(String about) throws DossierException;
  }

  /// Dossiers that are opened until those that aren't in use are put away.
  private static final int MOST_OPENED = 20_000;

  private final Notary notary;
  private final ContentReader reader;
  private final Shelf shelf;
  private final InstantSource clock;
  private final Map<String, Dossier> open = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Long> underWay = new ConcurrentSkipListMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong entered = new AtomicLong();
  private Instant latest = Instant.EPOCH;
  private final AtomicLong opened = new AtomicLong();

  /// @param clock for the entries' times
  public Dossiers(Notary notary, ContentReader reader, Shelf shelf, InstantSource clock) {
    this.notary = notary;
    this.reader = reader;
    this.shelf = shelf;
    this.clock = clock;
  }

  /// Does something, and waits for the answer.
  ///
  /// @throws NotaryException if nothing was entered, or it couldn't be cosigned
  /// @throws DossierException if the dossier can't be read
  /// @throws Exception what the act throws
  public <T> T act(String about, Act<T> act) throws Exception {
    Dossier.Waiting<T> waiting = new Dossier.Waiting<>(act);
    while (!open(about).take(waiting)) {
      // It was put away just now.
      Thread.onSpinWait();
    }
    try {
      return waiting.await();
    } finally {
      tidy();
    }
  }

  private Dossier open(String about) {
    return open.computeIfAbsent(
        about,
        name -> {
          opened.incrementAndGet();
          return new Dossier(name, this);
        });
  }

  /// Puts away what isn't in use, now and then: else those who ask for what there isn't would fill
  /// the memory.
  private void tidy() {
    long since = opened.get();
    if (since >= MOST_OPENED && opened.compareAndSet(since, 0)) {
      putAway();
    }
  }

  private void putAway() {
    open.forEach((about, dossier) -> {
      if (dossier.putAway()) {
        open.remove(about, dossier);
      }
    });
  }

  /// How a dossier stands: what is durable.
  ///
  /// @throws DossierException if it can't be read
  public State state(String about) throws DossierException {
    try {
      return act(about, state -> new Step.Nothing<>(() -> state));
    } catch (DossierException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DossierException("stopped", "the vault has stopped", e);
    } catch (Exception e) {
      throw new DossierException("stopped", "nothing more is decided about it", e);
    }
  }

  /// The tag under which a dossier's entries are found.
  public static Bytes tag(String about) {
    try {
      return Bytes.copyOf(
          MessageDigest.getInstance("SHA-256")
              .digest(Bytes.utf8("strongroom dossier\0" + about).toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Reads again what was entered since a snapshot.
  ///
  /// @param from the log's size that the snapshot has everything of
  /// @throws DossierException if an entry doesn't follow the one before in its dossier
  /// @throws NotaryException if the log can't be read
  public void replay(long from) throws DossierException, NotaryException {
    List<DossierException> failed = new ArrayList<>();
    notary.replay(
        from,
        (_, entry) -> {
          try {
            latest = entry.time().isAfter(latest) ? entry.time() : latest;
            again(entry);
          } catch (DossierException e) {
            failed.add(e);
            throw new NotaryException(NotaryRefusal.STORE_CORRUPT);
          }
        });
    if (!failed.isEmpty()) {
      throw failed.getFirst();
    }
  }

  /// The latest time of an entry that was read again.
  public Instant latest() {
    return latest;
  }

  private void again(Entry entry) throws DossierException {
    try {
      var about = entry.content().optional("about");
      if (about.isEmpty()) {
        return;
      }
      Dossier dossier = open(about.get().text());
      State state = dossier.known();
      if (State.number(entry) > state.n()) {
        follow(state.after(entry));
        entered.incrementAndGet();
      }
    } catch (MalformedJsonException e) {
      throw new DossierException(
          "state-inconsistent", "the log's entries don't follow one another: " + e.getMessage(), e);
    }
  }

  State found(String about) throws DossierException {
    Optional<State> found = shelf.find(about);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      return State.blank(about, reader);
    } catch (MalformedJsonException e) {
      throw new DossierException("no-such-thing", "there can be no " + about, e);
    }
  }

  ContentReader reader() {
    return reader;
  }

  Entry entry(State state, Map<String, ?> members) throws MalformedLedgerException {
    return state.entry(members, clock.instant());
  }

  /// Entries on their way, and what becomes of other dossiers with them.
  ///
  /// @param id of the submission
  record OnTheWay(long id, Submitted submitted) {}

  OnTheWay submit(List<Tagged> entries, List<Beside> beside) throws NotaryException {
    long id = numbers.incrementAndGet();
    // Before it is submitted: a snapshot must not think that nothing is on its way.
    underWay.put(id, notary.size());
    try {
      OnTheWay onTheWay = new OnTheWay(id, notary.submit(entries, beside));
      entered.addAndGet(entries.size());
      return onTheWay;
    } catch (NotaryException | RuntimeException e) {
      underWay.remove(id);
      throw e;
    }
  }

  /// The states that follow are known now.
  void arrived(OnTheWay onTheWay, List<State> births) {
    for (State birth : births) {
      follow(birth);
    }
    underWay.remove(onTheWay.id());
  }

  private void follow(State next) {
    while (!open(next.about()).become(next)) {
      // It was put away just now.
      Thread.onSpinWait();
    }
  }

  /// Entries since the last snapshot.
  public long entered() {
    return entered.get();
  }

  /// What a snapshot has to write.
  ///
  /// @param from what was entered from this size of the log on may be missing in the states
  /// @param states that changed since the last snapshot
  public record Changed(long from, Map<String, State> states) {
    /// Copies the map.
    public Changed {
      states = Map.copyOf(states);
    }
  }

  /// What changed since the last snapshot. What is on its way meanwhile is replayed.
  public Changed changed() {
    entered.set(0);
    long size = notary.size();
    long from = underWay.values().stream().mapToLong(Long::longValue).min().orElse(size);
    Map<String, State> states = new HashMap<>();
    open.forEach(
        (about, dossier) -> dossier.changed().ifPresent(state -> states.put(about, state)));
    return new Changed(Math.min(from, size), states);
  }

  /// A snapshot has these states.
  ///
  /// @param most how many dossiers may stay in memory
  public void kept(Map<String, State> states, int most) {
    states.forEach((about, state) -> {
      Dossier dossier = open.get(about);
      if (dossier != null) {
        dossier.kept(state);
      }
    });
    if (open.size() > most) {
      putAway();
    }
  }

  /// How many are in memory.
  public int inMemory() {
    return open.size();
  }

  /// Wipes what dossiers hold.
  @Override
  public void close() {
    open.values().forEach(Dossier::close);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Decides what is cosigned (C2SP tlog-witness, "add-checkpoint"). Thread-safe.
///
/// The order is what matters: the check against the last checkpoint and the record of the new one
/// are one transaction; only when that is on the disk, anything is signed. So whatever was lost in
/// a crash, no cosignature speaks of a checkpoint that the witness has forgotten.
public final class Witness {
  /// How far the clock may be set back before the witness stops: until then its cosignatures repeat
  /// the last one's time, beyond that they would speak of a time too far from its own.
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final WitnessStore store;
  private final KnownLogs logs;
  private final WitnessKeys keys;
  private final InstantSource clock;
  private final Incidents incidents;

  /// A witness. What it is made of stays the caller's, who closes it.
  ///
  /// @param incidents takes what the operator wants to know; called by several threads
  public Witness(
      WitnessStore store,
      KnownLogs logs,
      WitnessKeys keys,
      InstantSource clock,
      Consumer<Incident> incidents) {
    this.store = store;
    this.logs = logs;
    this.keys = keys;
    this.clock = clock;
    this.incidents = new Incidents(incidents);
  }

  /// Who it is.
  public String name() {
    return keys.name();
  }

  /// Its public keys.
  public List<VerifierKey> keys() {
    return keys.verifierKeys();
  }

  /// The last checkpoint of each log, by origin.
  public List<LogState> logs() throws WitnessStoreException {
    return store.logs();
  }

  /// Evidence of logs' misbehaviour.
  public List<Fork> forks() throws WitnessStoreException {
    return store.forks();
  }

  /// Judges a request, and cosigns if nothing speaks against it.
  ///
  /// @param body of the request
  /// @param offeredKey the log's key in its text form, if the request says it: needed only for a
  ///   log whose first key is to be pinned, where a signature alone doesn't tell the key
  public WitnessReply addCheckpoint(Bytes body, Optional<String> offeredKey) {
    try {
      return judge(AddCheckpoint.parse(text(body)), offeredKey);
    } catch (MalformedLedgerException e) {
      return new WitnessReply.Refused(Refusal.MALFORMED, e.getMessage());
    } catch (UnreadableLogsException e) {
      incidents.begin(Incident.Kind.LOGS, e.getMessage());
      return new WitnessReply.Refused(Refusal.LOGS, "the list of logs can't be read");
    } catch (WitnessBusyException e) {
      return new WitnessReply.Refused(Refusal.BUSY, "too many requests wait; try again");
    } catch (WitnessStoreException e) {
      incidents.begin(Incident.Kind.STORE, e.getMessage());
      return new WitnessReply.Refused(Refusal.STORE, "the witness's state can't be written");
    }
  }

  private static String text(Bytes body) throws MalformedLedgerException {
    String text = body.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("the body isn't UTF-8");
    }
    return text;
  }

  private WitnessReply judge(AddCheckpoint request, Optional<String> offeredKey)
      throws MalformedLedgerException,
          UnreadableLogsException,
          WitnessStoreException,
          WitnessBusyException {
    String origin = request.checkpoint().origin();
    Set<VerifierKey> known = logs.keys(origin);
    incidents.over(Incident.Kind.LOGS);
    boolean first = known.isEmpty() && logs.pinsFirst(origin);
    if (first) {
      Optional<VerifierKey> pinned = store.pinned(origin);
      Optional<VerifierKey> key = pinned.isPresent() ? pinned : offered(origin, offeredKey);
      if (key.isEmpty()) {
        return new WitnessReply.Refused(
            Refusal.NO_KEY, "the first request for this log has to say the log's key");
      }
      known = Set.of(key.get());
    }
    if (known.isEmpty()) {
      return new WitnessReply.Refused(Refusal.UNKNOWN_LOG, "no key is known for this origin");
    }
    List<NoteSignature> good = good(request.note(), known);
    if (good.isEmpty()) {
      return new WitnessReply.Refused(
          Refusal.NOT_SIGNED, "no good signature of a key that is known for this origin");
    }
    if (request.proof().from() > request.checkpoint().size()) {
      return new WitnessReply.Refused(Refusal.OLD_SIZE, "the old size is beyond the new one");
    }
    SignedNote note = new SignedNote(request.note().text(), good);
    Optional<VerifierKey> pin = first ? Optional.of(known.iterator().next()) : Optional.empty();
    // Found out before anything is written: what is recorded must be signed.
    if (!keys.cosignable(note.text())) {
      throw new MalformedLedgerException("the origin is too long for one of the witness's keys");
    }
    Decided decided = store.decide(records -> decide(records, request, note, pin));
    incidents.over(Incident.Kind.STORE);
    return answer(note.text(), decided);
  }

  private static Optional<VerifierKey> offered(String origin, Optional<String> key)
      throws MalformedLedgerException {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    VerifierKey parsed = LogList.key(key.get());
    if (!parsed.name().equals(origin)) {
      throw new MalformedLedgerException("the log's key has another name than its origin");
    }
    return Optional.of(parsed);
  }

  /// The lines of known keys that are good: others' could be anything, and aren't kept.
  private static List<NoteSignature> good(SignedNote note, Set<VerifierKey> known) {
    List<NoteSignature> good = new ArrayList<>();
    for (VerifierKey key : known) {
      if (Signatures.verify(note, key).isPresent()) {
        note.from(key).ifPresent(good::add);
      }
    }
    return good;
  }

  private WitnessReply answer(String text, Decided decided) {
    decided.incident().ifPresent(incidents::tell);
    return switch (decided) {
      case Decided.Refused refused -> refused.reply();
      case Decided.Recorded recorded ->
          new WitnessReply.Cosigned(keys.cosign(text, recorded.time().getEpochSecond()));
    };
  }

  /// What a transaction came to. Nothing is told or signed before it is on the disk.
  private sealed interface Decided {
    Optional<Incident> incident();

    record Refused(WitnessReply reply, Optional<Incident> incident) implements Decided {}

    record Recorded(Instant time, Optional<Incident> incident) implements Decided {}
  }

  private static Decided refused(WitnessReply reply) {
    return new Decided.Refused(reply, Optional.empty());
  }

  private Decided decide(
      WitnessRecords records, AddCheckpoint request, SignedNote note, Optional<VerifierKey> pin)
      throws WitnessStoreException {
    Checkpoint next = request.checkpoint();
    String origin = next.origin();
    Optional<VerifierKey> pinned = pin.isPresent() ? records.pinned(origin) : Optional.empty();
    if (pin.isPresent() && pinned.isPresent() && !pinned.equals(pin)) {
      return refused(
          new WitnessReply.Refused(Refusal.NOT_SIGNED, "another key was pinned for this origin"));
    }
    Optional<LogState> last = records.log(origin);
    long size = last.map(LogState::size).orElse(0L);
    Bytes root = last.map(LogState::root).orElse(MerkleHash.EMPTY_ROOT);
    if (next.size() == size && !next.root().equals(root)) {
      return new Decided.Refused(
          new WitnessReply.Conflict(size),
          last.isPresent() ? fork(records, last.get(), note) : Optional.empty());
    }
    if (request.proof().from() != size) {
      return refused(new WitnessReply.Conflict(size));
    }
    try {
      request.proof().check(root, next.root());
    } catch (InvalidProofException e) {
      return refused(new WitnessReply.Refused(Refusal.WRONG_PROOF, e.getMessage()));
    }
    Optional<Instant> time = time(records.lastCosignature());
    if (time.isEmpty()) {
      return refused(
          new WitnessReply.Refused(Refusal.CLOCK, "the clock stands before the last cosignature"));
    }
    Optional<Incident> incident = Optional.empty();
    if (pin.isPresent() && pinned.isEmpty()) {
      records.pin(pin.get(), time.get());
      incident = Optional.of(new Incident(Incident.Kind.PINNED, "pinned " + pin.get().text()));
    }
    LogState state = new LogState(origin, next.size(), next.root(), note, time.get());
    if (!last.equals(Optional.of(state))) {
      records.cosigned(state);
    }
    return new Decided.Recorded(time.get(), incident);
  }

  private Optional<Incident> fork(WitnessRecords records, LogState last, SignedNote other)
      throws WitnessStoreException {
    Fork fork = new Fork(last.origin(), last.size(), last.note(), other, seconds(clock.instant()));
    return records.keep(fork)
        ? Optional.of(
            new Incident(
                Incident.Kind.FORK,
                last.origin() + " signed two roots for trees of " + last.size() + " leaves"))
        : Optional.empty();
  }

  /// The time to sign: never earlier than the last, and never far from the clock's.
  private Optional<Instant> time(Instant last) {
    Instant now = seconds(clock.instant());
    if (now.isBefore(last.minus(PATIENCE)) || now.getEpochSecond() <= 0) {
      incidents.begin(Incident.Kind.CLOCK, "it is " + now + "; the last cosignature says " + last);
      return Optional.empty();
    }
    incidents.over(Incident.Kind.CLOCK);
    return Optional.of(now.isBefore(last) ? last : now);
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}

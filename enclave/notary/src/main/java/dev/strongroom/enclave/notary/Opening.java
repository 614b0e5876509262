// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.LogKeys;
import dev.strongroom.enclave.notary.cosign.Round;
import dev.strongroom.enclave.notary.cosign.WitnessRounds;
import dev.strongroom.enclave.notary.operators.OperatorQuorum;
import dev.strongroom.enclave.notary.recovery.RecoveryDecision;
import dev.strongroom.enclave.notary.recovery.RecoveryRefusedException;
import dev.strongroom.enclave.notary.recovery.RecoveryShelf;
import dev.strongroom.enclave.notary.store.Head;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.recovery.Generation;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which generation of the log goes on, and whether it may (`docs/recovery.md`). The host's store
/// says which one there is; the witnesses say whether it is the latest, and whether its state is.
/// Nothing of the log is written before they were asked, so that an old store stays as it is.
final class Opening {
  private static final int FRESH = 16;

  /// A log that may go on.
  ///
  /// @param settings with the origin of its generation
  /// @param recovery the entry that it begins with, if it begins now after a loss
  record Log(
      NotarySettings settings,
      LogKeys keys,
      LedgerStore store,
      Boot boot,
      WitnessRounds witnesses,
      Optional<StatementEntry<RecoveryStatement>> recovery) {

    private Log beginning(StatementEntry<RecoveryStatement> entry) {
      return new Log(settings, keys, store, boot, witnesses, Optional.of(entry));
    }

    private Log agreed(boolean first) throws ServiceException {
      if (first || boot.found().size() > 0) {
        return this;
      }
      throw contradiction();
    }

    private ServiceException contradiction() {
      return new ServiceException(
          "witnesses-missing: they contradict themselves about " + settings.origin(), null);
    }

    /// Wipes the keys, and ends what is under way.
    void close() {
      witnesses.close();
      store.close();
      keys.close();
    }
  }

  private final Enclave enclave;
  private final NotarySettings first;
  private final RecoveryShelf shelf;
  private final WitnessPoll poll;

  /// @param settings as the measured configuration has them
  Opening(Enclave enclave, NotarySettings settings) {
    this.enclave = enclave;
    this.first = settings;
    this.shelf = new RecoveryShelf(enclave.storage());
    this.poll = new WitnessPoll(settings);
  }

  /// Finds the log.
  ///
  /// @throws ServiceException if its store is old, gone or changed and no operators' quorum lets it
  ///   go on, or too few witnesses answer
  Log open() throws ServiceException, InterruptedException {
    Generation known = stored();
    if (first.recovery().isPresent()) {
      while (known.number() < Generation.MOST && hasBegun(known.next())) {
        known = known.next();
      }
    }
    Log log = log(known);
    StatementEntry<RecoveryStatement> entry;
    try {
      Round round = ask(log);
      if (round.met()) {
        // Only operators begin a generation.
        return log.agreed(known.number() == 0);
      }
      entry = permitted(log, lost(log, round));
    } catch (ServiceException | InterruptedException | RuntimeException e) {
      log.close();
      throw e;
    }
    log.close();
    return beginning(log(known.next()), entry);
  }

  private Log beginning(Log next, StatementEntry<RecoveryStatement> entry)
      throws ServiceException, InterruptedException {
    try {
      if (!ask(next).met()) {
        throw next.contradiction();
      }
      return next.boot().found().size() > 0 ? next : next.beginning(entry);
    } catch (ServiceException | InterruptedException | RuntimeException e) {
      next.close();
      throw e;
    }
  }

  private LostState lost(Log log, Round round) throws ServiceException {
    Map<String, Long> sizes = new TreeMap<>();
    round.ahead().forEach((name, size) -> sizes.put(name, Math.min(size, CanonicalJson.GREATEST)));
    try {
      return new LostState(
          log.keys().log(),
          log.boot().found().size(),
          log.boot().found().root(),
          sizes,
          enclave.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    } catch (IllegalArgumentException e) {
      throw new ServiceException("rolled-back: too often to be recovered from", e);
    }
  }

  /// The latest generation that the store has. Its head is sealed, so only an enclave that was
  /// allowed to can have begun it.
  private Generation stored() throws ServiceException {
    Generation latest = new Generation(first.origin(), 0);
    while (latest.number() < Generation.MOST) {
      Generation next = latest.next();
      try (LedgerStore store = store(next)) {
        if (store.head().isEmpty()) {
          break;
        }
      } catch (StorageException e) {
        throw unreadable(e);
      }
      latest = next;
    }
    return latest;
  }

  private LedgerStore store(Generation generation) {
    return new LedgerStore(enclave, Integer.toString(generation.number()), generation.origin());
  }

  private Log log(Generation generation) throws ServiceException {
    NotarySettings settings = first.of(generation);
    LogKeys keys = LogKeys.of(enclave, generation.origin());
    LedgerStore store = store(generation);
    try {
      Boot boot = new Boot(enclave, store, keys);
      WitnessRounds witnesses =
          new WitnessRounds(keys.log(), settings, boot.tree(), enclave.egress(), enclave.clock());
      return new Log(settings, keys, store, boot, witnesses, Optional.empty());
    } catch (IOException | RuntimeException e) {
      store.close();
      keys.close();
      throw e instanceof ServiceException refused
          ? refused
          : new ServiceException("a witness: " + e.getMessage(), e);
    }
  }

  /// Whether witnesses have cosigned entries of a generation, whatever the store has of it. They
  /// are shown its empty tree, with a line that nobody knew before: their cosignatures aren't old
  /// ones, and say that it hasn't begun.
  private boolean hasBegun(Generation generation) throws ServiceException, InterruptedException {
    byte[] fresh = new byte[FRESH];
    enclave.random().nextBytes(fresh);
    Checkpoint empty =
        new Checkpoint(
            generation.origin(),
            0,
            MerkleHash.EMPTY_ROOT,
            List.of("not begun " + HexFormat.of().formatHex(fresh)));
    try (LogKeys keys = LogKeys.of(enclave, generation.origin());
        WitnessRounds witnesses =
            new WitnessRounds(
                keys.log(), first, LogTree.empty(), enclave.egress(), enclave.clock())) {
      return !poll.ask(witnesses, keys, empty).met();
    } catch (IOException e) {
      throw e instanceof ServiceException refused
          ? refused
          : new ServiceException("a witness: " + e.getMessage(), e);
    }
  }

  private Round ask(Log log) throws ServiceException, InterruptedException {
    Head found = log.boot().found();
    Checkpoint checkpoint =
        new Checkpoint(log.settings().origin(), found.size(), found.root(), List.of());
    return poll.ask(log.witnesses(), log.keys(), checkpoint);
  }

  /// The entry by which the operators let the next generation begin.
  private StatementEntry<RecoveryStatement> permitted(Log log, LostState lost)
      throws ServiceException {
    try {
      Optional<Bytes> stored = shelf.request();
      if (stored.isEmpty()) {
        throw refused(log, lost, "");
      }
      SignedStatement<RecoveryStatement> request =
          RecoveryDecision.accept(first.recovery(), stored.get(), lost);
      return StatementEntry.of(RecoveryStatement.FORM, request, lost.observed());
    } catch (RecoveryRefusedException e) {
      throw refused(log, lost, e.getMessage() + ". ");
    } catch (MalformedLedgerException e) {
      throw new ServiceException("the recovery doesn't fit into an entry", e);
    } catch (StorageException e) {
      throw unreadable(e);
    }
  }

  private ServiceException refused(Log log, LostState lost, String before) {
    int threshold = first.recovery().map(OperatorQuorum::threshold).orElse(0);
    List<String> operators = first.recovery().map(OperatorQuorum::names).orElse(List.of());
    Bytes signature = log.keys().sign(RefusalReport.signed(lost, threshold, operators));
    String after = "";
    try {
      shelf.leave(new RefusalReport(lost, threshold, operators, signature));
    } catch (StorageException e) {
      after = ", for which nothing could be left in the store: " + e.failure().code();
    }
    return new ServiceException(
        before
            + "rolled-back: the host's store has "
            + lost.size()
            + " entries of the log "
            + lost.log().name()
            + " (root "
            + lost.root().hex()
            + "), but witnesses have cosigned more: "
            + lost.witnesses()
            + ". An older copy of the store was put in place, or another store. Entries that were"
            + " acknowledged would be lost, so nothing is started: bring the latest store back, or"
            + " see strongroom ledger recover explain"
            + after,
        null);
  }

  /// The log has begun: what was left for a recovery is over.
  ///
  /// @throws ServiceException if the store fails
  void succeeded() throws ServiceException {
    try {
      shelf.clear();
    } catch (StorageException e) {
      throw unreadable(e);
    }
  }

  private static ServiceException unreadable(StorageException e) {
    return new ServiceException(
        "the log can't be read: " + e.failure().code() + ": " + e.failure().describe(), e);
  }
}

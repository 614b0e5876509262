// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.anchor.Anchors;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.notary.cosign.LogKeys;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.enclave.notary.sequence.Entering;
import dev.strongroom.enclave.notary.sequence.OnceKey;
import dev.strongroom.enclave.notary.sequence.Placed;
import dev.strongroom.enclave.notary.sequence.Sequencer;
import dev.strongroom.enclave.notary.store.EntryStore;
import dev.strongroom.enclave.notary.store.Head;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.store.OnceRecord;
import dev.strongroom.enclave.notary.upgrade.Upgrades;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The enclave's one log: whatever is done inside is entered here, and its receipt is given out
/// only when it is durable and cosigned. Thread-safe; calls block.
///
/// ```java
/// Notary notary = Notary.start(enclave);
/// Receipt receipt = notary.enter(List.of(entry)).getFirst();
/// ```
public final class Notary implements AutoCloseable {
  private static final int MOST_FOUND = 20;
  private static final int MOST_KEY = 300;
  private static final int MOST_WORDS = 200;

  private final Enclave enclave;
  private final NotarySettings settings;
  private final LogKeys keys;
  private final LedgerStore store;
  private final Boot boot;
  private final Cosigner cosigner;
  private final Anchors anchors;
  private final Sequencer sequencer;
  private final EarlierEpochs earlier;
  private final Receipts receipts;
  private final Upgrades upgrades;
  private final Map<Bytes, Entering> underWay = new ConcurrentHashMap<>();

  private Notary(
      Enclave enclave,
      NotarySettings settings,
      LogKeys keys,
      LedgerStore store,
      Boot boot,
      Cosigner cosigner,
      Anchors anchors,
      Sequencer sequencer,
      EarlierEpochs earlier) {
    this.enclave = enclave;
    this.settings = settings;
    this.keys = keys;
    this.store = store;
    this.boot = boot;
    this.cosigner = cosigner;
    this.anchors = anchors;
    this.sequencer = sequencer;
    this.earlier = earlier;
    this.receipts = new Receipts(enclave, boot.tree(), store, cosigner, anchors, earlier);
    this.upgrades =
        new Upgrades(enclave, settings.upgrades(), keys.log(), settings.quorum(), this::enterOpen);
  }

  /// Starts the log's next epoch, as the measured configuration's settings `ledger` say.
  ///
  /// @throws ServiceException if there are no settings, the store is old or changed, or too few
  ///   witnesses answer; says which
  public static Notary start(Enclave enclave) throws ServiceException, InterruptedException {
    NotarySettings settings = settings(enclave);
    LogEvent begun =
        enclave
            .log()
            .declare(
                Level.INFO, "log goes on", LogField.number("size"), LogField.text("key", MOST_KEY));
    LogEvent complaint =
        enclave
            .log()
            .declare(
                Level.WARNING,
                "witness",
                LogField.text("name", MOST_WORDS),
                LogField.text("problem", MOST_WORDS));
    Opening opening = new Opening(enclave, settings);
    Opening.Log log = opening.open();
    Anchors anchors;
    try {
      anchors =
          new Anchors(log.settings().anchors(), enclave, log.keys().log(), log.boot().tree()::root);
    } catch (ServiceException | RuntimeException e) {
      log.close();
      throw e;
    }
    Cosigner cosigner =
        new Cosigner(
            log.keys(),
            log.settings(),
            log.boot().tree(),
            log.witnesses(),
            anchors,
            complaint::write);
    Head head;
    try {
      head = log.boot().begin(cosigner, anchors, log.recovery());
      opening.succeeded();
    } catch (ServiceException | InterruptedException | RuntimeException e) {
      cosigner.close();
      log.close();
      throw e;
    }
    Sequencer sequencer =
        new Sequencer(
            head,
            log.boot().tree(),
            log.boot().parts(),
            log.store(),
            cosigner,
            log.settings(),
            enclave::stop);
    sequencer.start();
    anchors.start(cosigner);
    begun.write(head.size(), log.keys().log().text());
    Notary notary =
        new Notary(
            enclave,
            log.settings(),
            log.keys(),
            log.store(),
            log.boot(),
            cosigner,
            anchors,
            sequencer,
            new EarlierEpochs(log.store(), log.boot().tree(), log.keys().log(), cosigner));
    enclave.offer(new OfferedLedger(notary, enclave.clock()));
    enclave.offer(notary.upgrades);
    return notary;
  }

  /// The measured settings.
  static NotarySettings settings(Enclave enclave) throws ServiceException {
    try {
      return NotarySettings.parse(
          enclave
              .settings(NotarySettings.NAME)
              .orElseThrow(() ->
                  new ServiceException(
                      "the measured configuration has no settings for the ledger", null)));
    } catch (MalformedJsonException e) {
      throw new ServiceException("settings." + e.getMessage(), e);
    }
  }

  /// The log's key.
  public VerifierKey key() {
    return keys.log();
  }

  /// Enters what was done, and waits for the receipts.
  ///
  /// @return one receipt for each, in their order; their indices follow one another
  /// @throws NotaryException if there is none to give
  public List<Receipt> enter(List<Entry> entries) throws NotaryException, InterruptedException {
    return submit(entries.stream().map(entry -> new Tagged(entry, List.of())).toList()).receipts();
  }

  /// Has what was done entered. What is submitted first is in the log first.
  ///
  /// @throws NotaryException if nothing will be entered
  public Submitted submit(List<Tagged> entries) throws NotaryException {
    return submit(entries, List.of());
  }

  /// Has what was done entered, and values stored with it: all of that, or nothing.
  ///
  /// @param beside each under a key of its own, at most 640 and 1 MiB
  /// @throws NotaryException if nothing will be entered
  public Submitted submit(List<Tagged> entries, List<Beside> beside) throws NotaryException {
    Entering entering = new Entering();
    sequencer.enter(
        new Content.Entries(
            entries.stream().map(entry -> entry.entry().encoded()).toList(),
            entries.stream().map(Tagged::tags).toList()),
        beside,
        seed(),
        Optional.empty(),
        entering);
    return new Submitted(entering, this, receipts);
  }

  /// Enters something for everybody to read, and waits for its receipt.
  ///
  /// @throws NotaryException if there is none to give
  public Receipt enterOpen(Entry entry) throws NotaryException, InterruptedException {
    Entering entering = new Entering();
    sequencer.enter(
        new Content.Open(List.of(entry.encoded())), List.of(), seed(), Optional.empty(), entering);
    return new Submitted(entering, this, receipts).receipts().getFirst();
  }

  /// Enters digests, and waits for their receipts.
  ///
  /// @param once the idempotency key and what was asked for, if the client sent one
  /// @throws NotaryException if there is none to give
  CompactReceipt prove(Content.Proofs content, Optional<OnceKey> once)
      throws NotaryException, InterruptedException {
    if (once.isPresent()) {
      return receipts.compact(enterOnce(content, once.get()));
    }
    Entering entering = new Entering();
    sequencer.enter(content, List.of(), seed(), once, entering);
    return receipts.compact(await(entering));
  }

  private Bytes seed() {
    byte[] seed = new byte[Leaf.SALT];
    enclave.random().nextBytes(seed);
    return Bytes.copyOf(seed);
  }

  private Placed enterOnce(Content content, OnceKey once)
      throws NotaryException, InterruptedException {
    Entering mine = new Entering();
    CompletableFuture<Placed> _ =
        mine.placed().whenComplete((_, _) -> underWay.remove(once.key(), mine));
    Entering other = underWay.putIfAbsent(once.key(), mine);
    if (other != null) {
      // Whether it was the same request, the store knows.
      await(other);
      return again(once).orElseThrow(() -> new NotaryException(NotaryRefusal.STORE_CORRUPT));
    }
    try {
      Optional<Placed> before = again(once);
      if (before.isPresent()) {
        mine.placed().complete(before.get());
      } else {
        sequencer.enter(content, List.of(), seed(), Optional.of(once), mine);
      }
    } catch (NotaryException | InterruptedException | RuntimeException e) {
      mine.placed().completeExceptionally(e);
      throw e;
    }
    return await(mine);
  }

  private Optional<Placed> again(OnceKey once) throws NotaryException, InterruptedException {
    try {
      Optional<OnceRecord> record = store.entries().once(once.key());
      if (record.isEmpty()) {
        return Optional.empty();
      }
      if (!record.get().request().equals(once.request())) {
        throw new NotaryException(NotaryRefusal.KEY_REUSED);
      }
      EntryStore.Found found =
          store
              .entries()
              .at(record.get().batchStart(), record.get().start())
              .orElseThrow(() -> new NotaryException(NotaryRefusal.STORE_CORRUPT));
      store.entries().reindex(record.get().batchStart(), found.body());
      return Optional.of(
          new Placed(
              found.body(), cosigned(found.body().start() + found.body().content().count())));
    } catch (StorageException e) {
      throw new NotaryException(refusal(e.failure()));
    }
  }

  /// A cosigned tree of at least this size.
  private Cosigned cosigned(long size) throws NotaryException, InterruptedException {
    CompletableFuture<Cosigned> enough = new CompletableFuture<>();
    AutoCloseable listening =
        cosigner.listen(cosigned -> {
          if (cosigned.size() >= size) {
            enough.complete(cosigned);
          }
        });
    try (listening) {
      Optional<Cosigned> latest = cosigner.latest();
      return latest.isPresent() && latest.get().size() >= size
          ? latest.get()
          : await(enough, () -> NotaryRefusal.WITNESSES_MISSING);
    } catch (NotaryException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a listener can't fail", e);
    }
  }

  Placed await(Entering entering) throws NotaryException, InterruptedException {
    return await(
        entering.placed(),
        () -> entering.durable() ? NotaryRefusal.WITNESSES_MISSING : NotaryRefusal.STORE_SLOW);
  }

  <T> T await(CompletableFuture<T> outcome, Supplier<NotaryRefusal> late)
      throws NotaryException, InterruptedException {
    try {
      return outcome.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      NotaryRefusal refusal = late.get();
      throw new NotaryException(
          refusal == NotaryRefusal.WITNESSES_MISSING && !anchors.missing().isEmpty()
              ? NotaryRefusal.ANCHOR_MISSING
              : refusal);
    } catch (CancellationException e) {
      throw new NotaryException(NotaryRefusal.STOPPED);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NotaryException refused
          ? new NotaryException(refused.refusal())
          : new NotaryException(NotaryRefusal.STOPPED);
    }
  }

  static NotaryRefusal refusal(StorageFailure failure) {
    return failure instanceof StorageFailure.NotAuthentic
        ? NotaryRefusal.STORE_CORRUPT
        : NotaryRefusal.STORE_UNAVAILABLE;
  }

  /// Receipts of the entries about a digest, the latest first, at most 20: of a checkpoint with
  /// anchors where there is one.
  ///
  /// @throws NotaryException if the store fails
  public List<Receipt> find(Bytes digest) throws NotaryException {
    return receipts.find(digest, Long.MAX_VALUE, MOST_FOUND);
  }

  /// Receipts of the entries about something, the latest first: a page of them.
  ///
  /// @param tag that they were entered under
  /// @param before only entries with a lesser index
  /// @param most how many
  /// @throws NotaryException if the store fails. A host can leave some out: what must be complete
  ///   has to be numbered by whoever enters it
  public List<Receipt> about(Bytes tag, long before, int most) throws NotaryException {
    return receipts.find(tag, before, most);
  }

  /// Hands over what was entered, in order, each entry checked against the tree.
  ///
  /// @param from the size that the log once had, or 0
  /// @throws NotaryException if the store fails, or gave out anything else than what was entered
  public void replay(long from, Replayed replayed) throws NotaryException {
    replay(from, sequencer.size(), replayed);
  }

  /// Hands over what was entered up to some size, in order, each entry checked against the tree.
  ///
  /// @param from the size that the log once had, or 0
  /// @param to the size that the log once had later, or has
  /// @throws NotaryException if the store fails, or gave out anything else than what was entered
  public void replay(long from, long to, Replayed replayed) throws NotaryException {
    try {
      new Replay(store, boot.tree()).run(from, to, replayed);
    } catch (StorageException e) {
      throw new NotaryException(refusal(e.failure()));
    }
  }

  /// Whether the log had this root when it had so many entries: by a proof up to the latest
  /// cosigned tree, so that no host can have it say so of another log.
  ///
  /// @throws NotaryException if the store fails
  public boolean had(long size, Bytes root) throws NotaryException {
    Cosigned now = latest();
    if (size < 1 || size > now.size()) {
      return false;
    }
    try {
      boot.tree().consistency(size, now.size()).check(root, now.checkpoint().checkpoint().root());
      return true;
    } catch (InvalidProofException e) {
      return false;
    } catch (StorageException e) {
      throw new NotaryException(refusal(e.failure()));
    }
  }

  /// How many entries are durable.
  public long size() {
    return sequencer.size();
  }

  /// The root of the tree when it had `size` leaves.
  ///
  /// @throws NotaryException if the store fails
  public Bytes root(long size) throws NotaryException {
    try {
      return boot.tree().root(size);
    } catch (StorageException e) {
      throw new NotaryException(refusal(e.failure()));
    }
  }

  /// A public value that shows that what is entered now isn't older; empty if there is none.
  ///
  /// @throws NotaryException if the settings require one
  Optional<ProofEntry.Beacon> notBefore() throws NotaryException {
    Optional<ProofEntry.Beacon> value = anchors.notBefore();
    if (value.isEmpty() && anchors.needsBeacon()) {
      throw new NotaryException(NotaryRefusal.BEACON_MISSING);
    }
    return value;
  }

  /// What names this boot: the hash of the entry that it began with, which nobody could know
  /// before.
  public Bytes epoch() {
    return latest().epoch().leaf().hash();
  }

  /// Has announcements of upgrades refused whose notice is shorter than this.
  ///
  /// @param longest asked at each announcement
  public void demandNotice(Supplier<Duration> longest) {
    upgrades.demand(longest);
  }

  /// Who else may have the root secret.
  Upgrades upgrades() {
    return upgrades;
  }

  /// The latest cosigned tree.
  public Cosigned latest() {
    return cosigner.latest().orElseThrow(() -> new IllegalStateException("no epoch began"));
  }

  Cosigner cosigner() {
    return cosigner;
  }

  LedgerStore store() {
    return store;
  }

  Boot boot() {
    return boot;
  }

  Enclave enclave() {
    return enclave;
  }

  /// Stops: what is durable and not yet cosigned gets no answer.
  @Override
  public void close() {
    sequencer.close();
    anchors.close();
    cosigner.close();
    earlier.close();
    store.close();
    keys.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.notary.store.EpochCheckpoints;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Receipts of entries from before this boot want the keys and the evidence of their own epoch: the
/// last checkpoint of each is kept. What was entered in the last moment before a crash has none;
/// its receipts are made under this epoch's keys, and say so by their evidence.
final class EarlierEpochs implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final EpochCheckpoints kept;
  private final EpochEntries entries;
  private final LogTree<StorageException> tree;
  private final VerifierKey log;
  private final AtomicReference<Optional<Cosigned>> next = new AtomicReference<>(Optional.empty());
  private final AutoCloseable listening;
  private final Thread thread;
  private volatile boolean stopped;

  /// @param log the log's key
  EarlierEpochs(
      LedgerStore store, LogTree<StorageException> tree, VerifierKey log, Cosigner cosigner) {
    this.kept = store.epochCheckpoints();
    this.entries = new EpochEntries(store, tree);
    this.tree = tree;
    this.log = log;
    this.listening = cosigner.listen(cosigned -> next.set(Optional.of(cosigned)));
    next.set(cosigner.latest());
    this.thread = Thread.ofVirtual().name("epoch's checkpoint").start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        keep();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    Optional<Cosigned> newest = next.getAndSet(Optional.empty());
    if (newest.isPresent() && newest.get().coseSignature().isPresent()) {
      try {
        kept.keep(
            new EpochCheckpoints.Kept(
                newest.get().epoch().statement().index(),
                newest.get().checkpoint(),
                newest.get().coseSignature().get()));
      } catch (StorageException e) {
        // Tried again with the next one, or with this.
        next.compareAndSet(Optional.empty(), newest);
      }
    }
  }

  /// The last cosigned tree of the epoch that an entry belongs to, if it is an earlier one and was
  /// kept. It was the host's to keep, like the tiles and leaves that are read for it: so the log's
  /// own signatures have to be on the root, and the epoch's leaf has to lead there.
  Optional<Cosigned> covering(long index) throws StorageException {
    Optional<EpochCheckpoints.Kept> found = kept.covering(index);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<EpochEntry> epoch = entries.at(found.get().epoch());
    var checkpoint = found.get().checkpoint();
    long size = checkpoint.checkpoint().size();
    if (epoch.isEmpty()
        || size > tree.size()
        || !tree.root(size).equals(checkpoint.checkpoint().root())
        || Signatures.verify(checkpoint.note(), log).isEmpty()
        || !Signatures.ed25519(
            log.publicKey(),
            CoseReceipt.signed(log, checkpoint.checkpoint().root()),
            found.get().coseSignature())
        || Signatures.verify(checkpoint.note(), epoch.get().statement().epochVerifierKey())
            .isEmpty()) {
      return Optional.empty();
    }
    InclusionProof inclusion = tree.inclusion(found.get().epoch(), size);
    try {
      inclusion.check(epoch.get().leaf().hash(), checkpoint.checkpoint().root());
    } catch (InvalidProofException e) {
      return Optional.empty();
    }
    return Optional.of(
        new Cosigned(
            checkpoint,
            Optional.of(found.get().coseSignature()),
            epoch.get(),
            inclusion,
            EpochReference.to(epoch.get(), inclusion.path()),
            List.of()));
  }

  /// Keeps the latest, and stops.
  @Override
  public void close() {
    stopped = true;
    try {
      listening.close();
      thread.join();
    } catch (Exception e) {
      Thread.currentThread().interrupt();
    }
    keep();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.notary.cosign.LogKeys;
import dev.strongroom.enclave.notary.store.FencedException;
import dev.strongroom.enclave.notary.store.Head;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.notary.tree.Parts;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.tile.TileId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How an epoch begins: what the host's store shows is read and checked, the witnesses are asked
/// whether it is the latest, and an entry says who is there now. That entry is unpredictable, so
/// its cosignatures can't be old ones: only a quorum that sees this tree as the latest lets it
/// start.
final class Boot {
  private static final Duration WITNESSES_WITHIN = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 500;

  private final Enclave enclave;
  private final LedgerStore store;
  private final LogKeys keys;
  private final NotarySettings settings;
  private final Head found;
  private final LogTree<StorageException> tree;
  private final Parts parts;

  /// Reads what the store has.
  ///
  /// @throws ServiceException if it can't be read, or isn't what an enclave stored
  Boot(Enclave enclave, LedgerStore store, LogKeys keys, NotarySettings settings)
      throws ServiceException {
    this.enclave = enclave;
    this.store = store;
    this.keys = keys;
    this.settings = settings;
    try {
      found = store.head().orElse(Head.EMPTY);
      tree = LogTree.open(found.size(), id -> id.whole() ? store.tile(id) : store.edge(id));
      if (!tree.root(found.size()).equals(found.root())) {
        throw new ServiceException(
            "store-corrupt: the tiles in the host's store aren't those of the log's head", null);
      }
      parts = store.parts(found.size());
      checkParts();
    } catch (StorageException e) {
      throw new ServiceException(
          "the log can't be read: " + e.failure().code() + ": " + e.failure().describe(), e);
    }
  }

  private void checkParts() throws StorageException, ServiceException {
    long start = found.size() - found.size() % Parts.LEAVES;
    if (start < found.size()) {
      List<Bytes> leaves =
          store
              .bundle(
                  new TileId(
                      TileId.ENTRIES,
                      start / TileId.WIDTH,
                      (int) (found.size() - start / TileId.WIDTH * TileId.WIDTH)))
              .entries();
      int skipped = leaves.size() - (int) (found.size() - start);
      for (int i = skipped; i < leaves.size(); i++) {
        if (!tree.leaf(start + i - skipped).equals(MerkleHash.leaf(leaves.get(i)))) {
          throw new ServiceException(
              "store-corrupt: a leaf in the host's store isn't the tree's", null);
        }
      }
    }
  }

  LogTree<StorageException> tree() {
    return tree;
  }

  Parts parts() {
    return parts;
  }

  /// Begins the epoch.
  ///
  /// @return the head with its entry in it
  /// @throws ServiceException if the witnesses know of a later state, too few of them answer, the
  ///   device makes no evidence, or another enclave is at work
  Head begin(Cosigner cosigner) throws ServiceException, InterruptedException {
    ask(cosigner);
    EpochEntry epoch = epoch();
    Head next = append(epoch);
    cosigner.start(epoch);
    try {
      Cosigned _ =
          cosigner
              .cosign(next.size(), next.root())
              .get(WITNESSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return next;
    } catch (TimeoutException e) {
      throw new ServiceException(
          "witnesses-missing: not enough witnesses cosigned this epoch's first entry", e);
    } catch (ExecutionException | CancellationException e) {
      throw new ServiceException("stopped while the witnesses were asked", e);
    }
  }

  /// Asks the witnesses before anything is written, so that an old store stays as it is.
  private void ask(Cosigner cosigner) throws ServiceException, InterruptedException {
    Checkpoint checkpoint =
        new Checkpoint(settings.origin(), found.size(), found.root(), List.of());
    long until = System.nanoTime() + WITNESSES_WITHIN.toNanos();
    while (true) {
      Cosigner.Round round =
          cosigner.round(keys.signed(checkpoint, Optional.empty()), found.size());
      if (round.met()) {
        return;
      }
      if (!round.ahead().isEmpty()) {
        throw new ServiceException(rolledBack(round.ahead()), null);
      }
      if (System.nanoTime() >= until) {
        throw new ServiceException(
            "witnesses-missing: " + settings.quorum().threshold() + " needed; " + round.problems(),
            null);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private String rolledBack(Map<String, Long> ahead) {
    return "rolled-back: the host's store has "
        + found.size()
        + " entries of the log, but witnesses have cosigned more: "
        + ahead
        + ". An older copy of the store was put in place, or another store. Entries that were"
        + " acknowledged would be lost, so nothing is started: bring the latest store back, or see"
        + " strongroom ledger recover";
  }

  private EpochEntry epoch() throws ServiceException {
    EpochStatement statement = keys.statement(found.size(), found.root());
    try {
      Bytes evidence =
          enclave.device().attest(statement.epochKey(), statement.binding(), Optional.empty());
      return EpochEntry.of(
          statement, evidence, enclave.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DeviceException e) {
      throw new ServiceException("the device makes no evidence for the log's epoch", e);
    } catch (MalformedLedgerException e) {
      throw new ServiceException("the evidence doesn't fit into an entry", e);
    }
  }

  private Head append(EpochEntry epoch) throws ServiceException {
    try {
      tree.append(epoch.leaf().hash());
      parts.append(epoch.leaf().encoded());
      Head next = new Head(tree.size(), tree.root(tree.size()));
      store.commit(
          new LedgerStore.Batch(next, tree.changes(), parts.changes(), List.of(), List.of()));
      tree.committed();
      parts.committed();
      return next;
    } catch (StorageException e) {
      throw new ServiceException("the epoch's entry can't be stored: " + e.failure().code(), e);
    } catch (FencedException e) {
      throw new ServiceException("another-enclave: " + e.getMessage(), e);
    }
  }
}

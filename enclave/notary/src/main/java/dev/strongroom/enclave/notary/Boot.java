// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.anchor.Anchors;
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
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.tile.TileId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How an epoch begins: what the host's store shows is read and checked, and once the witnesses
/// were asked ([Opening]), an entry says who is there now. That entry is unpredictable, so its
/// cosignatures can't be old ones: only a quorum that sees this tree as the latest lets it start.
final class Boot {
  /// With what was waited for before, less than a host waits for an enclave's first word: that says
  /// what is missing.
  private static final Duration WITNESSES_WITHIN = Duration.ofSeconds(8);

  private static final long PAUSE_MILLIS = 500;

  private final Enclave enclave;
  private final LedgerStore store;
  private final LogKeys keys;
  private final Head found;
  private final LogTree<StorageException> tree;
  private final Parts parts;

  /// Reads what the store has.
  ///
  /// @throws ServiceException if it can't be read, or isn't what an enclave stored
  Boot(Enclave enclave, LedgerStore store, LogKeys keys) throws ServiceException {
    this.enclave = enclave;
    this.store = store;
    this.keys = keys;
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

  /// What the store has.
  Head found() {
    return found;
  }

  LogTree<StorageException> tree() {
    return tree;
  }

  Parts parts() {
    return parts;
  }

  /// Begins the epoch.
  ///
  /// @param recovery the entry with which a log begins that goes on after a loss
  /// @return the head with its entry in it
  /// @throws ServiceException if an anchor knows of a later state, too few witnesses answer, the
  ///   device makes no evidence, or another enclave is at work
  Head begin(
      Cosigner cosigner, Anchors anchors, Optional<StatementEntry<RecoveryStatement>> recovery)
      throws ServiceException, InterruptedException {
    anchors.check(found.size());
    recovery.ifPresent(entry -> append(entry.leaf()));
    EpochEntry epoch = epoch();
    append(epoch.leaf());
    Head next = commit();
    long until = System.nanoTime() + WITNESSES_WITHIN.toNanos();
    cosigner.start(epoch);
    await(cosigner, anchors, cosigner.cosign(next.size(), next.root()), until);
    return next;
  }

  private static void await(
      Cosigner cosigner, Anchors anchors, CompletableFuture<Cosigned> cosigned, long until)
      throws ServiceException, InterruptedException {
    while (true) {
      try {
        Cosigned _ = cosigned.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (cosigner.over().isPresent()) {
          throw new ServiceException(cosigner.over().get(), e);
        }
        if (System.nanoTime() - until >= 0) {
          throw new ServiceException(
              anchors.missing().isEmpty()
                  ? "witnesses-missing: not enough witnesses cosigned this epoch's first entry; "
                      + cosigner.problems()
                  : "anchor-missing: " + String.join(", ", anchors.missing()),
              e);
        }
      } catch (ExecutionException | CancellationException e) {
        throw new ServiceException(
            cosigner.over().orElse("stopped while the witnesses were asked"), e);
      }
    }
  }

  private EpochEntry epoch() throws ServiceException {
    try {
      EpochStatement statement = keys.statement(tree.size(), tree.root(tree.size()));
      // Of the machine alone: every receipt carries it, and no entry has room for many GPUs'.
      Bytes evidence =
          enclave
              .device()
              .machine()
              .attest(statement.epochKey(), statement.binding(), Optional.empty());
      return EpochEntry.of(
          statement, evidence, enclave.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    } catch (DeviceException e) {
      throw new ServiceException("the device makes no evidence for the log's epoch", e);
    } catch (MalformedLedgerException e) {
      throw new ServiceException("the evidence doesn't fit into an entry", e);
    } catch (StorageException e) {
      throw new ServiceException("the log can't be read: " + e.failure().code(), e);
    }
  }

  private void append(Leaf leaf) {
    tree.append(leaf.hash());
    parts.append(leaf.encoded());
  }

  private Head commit() throws ServiceException {
    try {
      Head next = new Head(tree.size(), tree.root(tree.size()));
      store.commit(
          new LedgerStore.Batch(
              next, tree.changes(), parts.changes(), List.of(), List.of(), List.of()));
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

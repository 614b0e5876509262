// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.enclave.notary.store.Body;
import dev.strongroom.enclave.notary.store.EntryStore;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.InvalidProofException;
import java.util.ArrayList;
import java.util.List;

/// Reads again what was entered. The host keeps it, so every entry has to lead to the tree's root,
/// and none may be left out: between the bodies there are only leaves that anybody can read, such
/// as those with which epochs begin.
record Replay(LedgerStore store, LogTree<StorageException> tree) {

  /// @param to the log's size
  void run(long from, long to, Replayed replayed) throws StorageException, NotaryException {
    long at = from;
    while (at < to) {
      List<EntryStore.Bodies> batches = store.entries().bodiesFrom(at);
      if (batches.isEmpty()) {
        openLeaves(at, to);
        return;
      }
      for (EntryStore.Bodies batch : batches) {
        for (Body body : batch.bodies()) {
          // A later batch may have become durable since.
          if (body.start() >= to) {
            openLeaves(at, to);
            return;
          }
          openLeaves(at, body.start());
          at = entries(body, to, replayed);
        }
        store.entries().indexIfMissing(batch.start(), batch.bodies());
      }
    }
  }

  private long entries(Body body, long to, Replayed replayed)
      throws StorageException, NotaryException {
    List<Bytes> encoded = body.content().encoded();
    List<Bytes> leaves = new ArrayList<>(encoded.size());
    for (int i = 0; i < encoded.size(); i++) {
      leaves.add(body.content().leaf(encoded.get(i), body.seed(), i).hash());
    }
    long end = body.start() + encoded.size();
    try {
      if (end > to
          || !tree.range(body.start(), end, to).expand(leaves).root().equals(tree.root(to))) {
        throw notAuthentic("what was entered isn't the tree's");
      }
      if (body.content() instanceof Content.Entries) {
        for (int i = 0; i < encoded.size(); i++) {
          replayed.take(body.start() + i, Entry.parse(encoded.get(i)));
        }
      }
    } catch (InvalidProofException | MalformedLedgerException e) {
      throw notAuthentic("what was entered: " + e.getMessage());
    }
    return end;
  }

  /// From `start` to `end` nothing was committed to.
  private void openLeaves(long start, long end) throws StorageException {
    EpochEntries entries = new EpochEntries(store, tree);
    for (long index = start; index < end; index++) {
      if (!(entries.leaf(index) instanceof Leaf.Open)) {
        throw notAuthentic("what was entered is missing");
      }
    }
  }

  private static StorageException notAuthentic(String detail) {
    return new StorageException(new StorageFailure.NotAuthentic(detail));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.tile.TileId;
import java.util.List;
import java.util.Optional;

/// The entries with which epochs began, read from the log's leaves.
record EpochEntries(LedgerStore store, LogTree<StorageException> tree) {

  /// The entry at an index that the tree has; empty if no epoch begins there.
  ///
  /// @throws StorageException also if the leaf isn't the tree's
  Optional<EpochEntry> at(long index) throws StorageException {
    try {
      return leaf(index) instanceof Leaf.Open open
          ? Optional.of(EpochEntry.parse(Entry.parse(open.entry())))
          : Optional.empty();
    } catch (MalformedLedgerException e) {
      return Optional.empty();
    }
  }

  /// The leaf at an index that the tree has.
  ///
  /// @throws StorageException also if it isn't the tree's
  Leaf leaf(long index) throws StorageException {
    int within = (int) (index % TileId.WIDTH);
    List<Bytes> leaves =
        store.bundle(new TileId(TileId.ENTRIES, index / TileId.WIDTH, within + 1)).entries();
    try {
      Leaf leaf = Leaf.parse(leaves.get(within));
      if (leaf.hash().equals(tree.leaf(index))) {
        return leaf;
      }
    } catch (MalformedLedgerException e) {
      // Refused below.
    }
    throw new StorageException(new StorageFailure.NotAuthentic("a leaf isn't the tree's"));
  }
}

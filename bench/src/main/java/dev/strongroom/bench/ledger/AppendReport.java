// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.util.ArrayList;
import java.util.List;

/// What a batch costs the tree, however many leaves it has already: the tree's size is simulated.
final class AppendReport {
  private static final int BATCH = 400;
  private static final int BATCHES = 400;

  private AppendReport() {}

  static void run() {
    for (int i = 0; i < 3; i++) {
      micros(1000);
    }
    double base = micros(1_000);
    System.out.printf("append of %d entries, root and range proof, by size:", BATCH);
    for (long size : new long[] {1_000, 100_000, 10_000_000, 100_000_000}) {
      // The machine's other tenants halve its speed at times, for as long as a measurement takes.
      double now = Math.min(micros(size), Math.min(micros(size), micros(size)));
      System.out.printf(" %,d: %.0f us (%.2f x)", size, now, now / base);
    }
    System.out.println(" (target: flat)");
  }

  private static double micros(long size) {
    LogTree<RuntimeException> tree = LogTree.open(size, AppendReport::tile);
    Bytes leaf = MerkleHash.leaf(Bytes.utf8("leaf"));
    long best = Long.MAX_VALUE;
    for (int i = 0; i < BATCHES; i++) {
      long start = System.nanoTime();
      long before = tree.size();
      for (int k = 0; k < BATCH; k++) {
        tree.append(leaf);
      }
      tree.root(tree.size());
      tree.changes();
      tree.committed();
      tree.range(before, tree.size(), tree.size());
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e3;
  }

  private static Tile tile(TileId id) {
    List<Bytes> hashes = new ArrayList<>();
    for (int i = 0; i < id.width(); i++) {
      hashes.add(MerkleHash.leaf(Bytes.utf8(id.path() + i)));
    }
    return Tile.of(hashes);
  }
}

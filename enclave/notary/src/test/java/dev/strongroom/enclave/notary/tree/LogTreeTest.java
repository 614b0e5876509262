// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.Frontier;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The tree in memory against a tree that is replayed, with its tiles kept in a map.
class LogTreeTest {
  private final Map<TileId, Bytes> kept = new HashMap<>();
  private final List<Bytes> leaves = new ArrayList<>();
  private int reads;

  private Tile read(TileId id) throws MalformedLedgerException {
    reads++;
    Bytes tile = kept.get(id.completed());
    if (tile == null) {
      throw new MalformedLedgerException("no " + id.path());
    }
    return Tile.parse(tile);
  }

  private LogTree<MalformedLedgerException> open(long size) throws Exception {
    return LogTree.open(size, this::read);
  }

  private void append(LogTree<MalformedLedgerException> tree, int count) {
    for (int i = 0; i < count; i++) {
      Bytes leaf = MerkleHash.leaf(Bytes.utf8("leaf " + leaves.size()));
      leaves.add(leaf);
      tree.append(leaf);
    }
  }

  private void commit(LogTree<MalformedLedgerException> tree) {
    tree.changes().forEach(changed -> kept.put(changed.id().completed(), changed.hashes()));
    tree.committed();
  }

  private Bytes replayed(long size) {
    Frontier frontier = new Frontier();
    leaves.subList(0, (int) size).forEach(frontier::add);
    return frontier.root();
  }

  @Test
  void hasTheRootsOfAReplayedTreeAtEverySizeItHad() throws Exception {
    LogTree<MalformedLedgerException> tree = open(0);
    Random random = new Random(1);
    while (leaves.size() < 70_000) {
      append(tree, 1 + random.nextInt(3000));
      commit(tree);
      assertThat(tree.root(tree.size())).isEqualTo(replayed(leaves.size()));
      long older = random.nextInt(leaves.size());
      assertThat(tree.root(older)).isEqualTo(replayed(older));
    }
  }

  @Test
  void goesOnFromWhatIsKept() throws Exception {
    LogTree<MalformedLedgerException> tree = open(0);
    for (int size : new int[] {1, 254, 1, 1, 255, 256, 65_000, 24, 600}) {
      append(tree, size);
      commit(tree);
      tree = open(leaves.size());
      assertThat(tree.root(tree.size())).isEqualTo(replayed(leaves.size()));
    }
  }

  @Test
  void takesBackWhatDidNotBecomeDurable() throws Exception {
    for (int before : new int[] {0, 1, 255, 256, 257, 511, 65_535, 65_536}) {
      kept.clear();
      leaves.clear();
      LogTree<MalformedLedgerException> tree = open(0);
      append(tree, before);
      commit(tree);
      for (int more : new int[] {1, 255, 256, 600}) {
        append(tree, more);
        tree.forget(before);
        leaves.subList(before, leaves.size()).clear();
        assertThat(tree.size()).isEqualTo(before);
        assertThat(tree.changes()).isEmpty();
        assertThat(tree.root(before)).isEqualTo(replayed(before));
      }
      append(tree, 300);
      commit(tree);
      assertThat(tree.root(tree.size())).isEqualTo(replayed(leaves.size()));
      assertThat(open(leaves.size()).root(leaves.size())).isEqualTo(replayed(leaves.size()));
    }
  }

  @Test
  void provesFromTilesThatItForgot() throws Exception {
    LogTree<MalformedLedgerException> tree = open(0);
    append(tree, 200_000);
    commit(tree);
    tree = open(leaves.size());
    Random random = new Random(2);
    Bytes root = tree.root(leaves.size());
    for (int i = 0; i < 300; i++) {
      int index = random.nextInt(leaves.size());
      tree.inclusion(index, leaves.size()).check(leaves.get(index), root);
      int older = random.nextInt(leaves.size());
      tree.consistency(older, leaves.size()).check(replayed(older), root);
      int end = Math.min(index + 1 + random.nextInt(700), leaves.size());
      assertThat(tree.range(index, end, leaves.size()).expand(leaves.subList(index, end)).root())
          .isEqualTo(root);
    }
  }

  @Test
  void readsNothingToAppendAndProveAtItsEnd() throws Exception {
    LogTree<MalformedLedgerException> tree = open(0);
    append(tree, 100_000);
    commit(tree);
    tree = open(leaves.size());
    reads = 0;
    append(tree, 5000);
    commit(tree);
    tree.range(100_000, 105_000, 105_000);
    tree.consistency(100_000, 105_000);
    assertThat(reads).isZero();
  }
}

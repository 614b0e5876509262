// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.HashReader;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A tree with all that a log serves of it.
///
/// @param leaves what they hold
record ServedTree(List<Bytes> leaves) implements HashReader<RuntimeException> {
  private static final int MOST_LEVELS = 2;

  /// Commitments to nothing in particular.
  static ServedTree of(int size) {
    return new ServedTree(IntStream.range(0, size).mapToObj(i -> Bytes.utf8("leaf " + i)).toList());
  }

  /// Of the first leaves.
  ServedTree first(int size) {
    return new ServedTree(leaves.subList(0, size));
  }

  Bytes root() {
    return Proofs.root(leaves.size(), this);
  }

  @Override
  public Bytes read(int level, long index) {
    return level == 0
        ? MerkleHash.leaf(leaves.get(Math.toIntExact(index)))
        : MerkleHash.node(read(level - 1, 2 * index), read(level - 1, 2 * index + 1));
  }

  /// Every file of the tree, as digits by its path.
  Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    for (int level = 0; level <= MOST_LEVELS; level++) {
      long hashes = TileId.hashesAt(level, leaves.size());
      for (long index = 0; index * TileId.WIDTH < hashes; index++) {
        TileId id = TileId.in(level, index, leaves.size());
        files.put(id.path(), tile(id).encoded().hex());
      }
    }
    for (long index = 0; index * TileId.WIDTH < leaves.size(); index++) {
      TileId id = TileId.in(TileId.ENTRIES, index, leaves.size());
      int from = Math.toIntExact(index * TileId.WIDTH);
      files.put(
          id.path(), new EntryBundle(leaves.subList(from, from + id.width())).encoded().hex());
    }
    return files;
  }

  private Tile tile(TileId id) {
    List<Bytes> hashes = new ArrayList<>();
    for (int i = 0; i < id.width(); i++) {
      hashes.add(read(id.level() * TileId.HEIGHT, id.index() * TileId.WIDTH + i));
    }
    return Tile.of(hashes);
  }
}

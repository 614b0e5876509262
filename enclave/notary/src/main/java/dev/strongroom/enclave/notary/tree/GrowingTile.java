// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.tree;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.tile.TileId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// A tile that hashes are added to, with the hashes above them. Not thread-safe.
final class GrowingTile {
  private final List<List<Bytes>> levels = new ArrayList<>();

  GrowingTile() {
    for (int level = 0; level <= TileId.HEIGHT; level++) {
      levels.add(new ArrayList<>(TileId.WIDTH >> level));
    }
  }

  int width() {
    return levels.getFirst().size();
  }

  boolean whole() {
    return width() == TileId.WIDTH;
  }

  /// The hash above all of a whole tile.
  Bytes top() {
    return levels.getLast().getFirst();
  }

  Bytes hash(int level, int index) {
    return levels.get(level).get(index);
  }

  void add(Bytes hash) {
    levels.getFirst().add(hash);
    for (int level = 0; (levels.get(level).size() & 1) == 0; level++) {
      List<Bytes> below = levels.get(level);
      levels.get(level + 1).add(MerkleHash.node(below.get(below.size() - 2), below.getLast()));
      if (level + 1 == TileId.HEIGHT) {
        break;
      }
    }
  }

  /// Takes the last hashes away again.
  void truncate(int width) {
    for (int level = 0; level <= TileId.HEIGHT; level++) {
      List<Bytes> hashes = levels.get(level);
      hashes.subList(Math.min(width >> level, hashes.size()), hashes.size()).clear();
    }
  }

  /// The first hashes, as a tile's bytes.
  Bytes encoded(int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(width * MerkleHash.LENGTH);
    levels.getFirst().subList(0, width).forEach(hash -> out.writeBytes(hash.toByteArray()));
    return Bytes.copyOf(out.toByteArray());
  }
}

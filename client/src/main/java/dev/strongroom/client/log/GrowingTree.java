// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.tile.TiledHashes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tree that is replayed leaf by leaf, of which no more is kept than the tiles at its right edge.
/// Used by one thread.
final class GrowingTree {
  private final List<List<Bytes>> edges = new ArrayList<>();
  private long size;

  /// A tree without leaves.
  GrowingTree() {}

  /// A tree that goes on where a mirrored one ends.
  ///
  /// @param checkpoint of the mirror, whose signature was verified
  /// @throws MalformedLedgerException if the mirror's tiles aren't those of its checkpoint
  /// @throws IOException if one of them isn't there
  static GrowingTree from(Checkpoint checkpoint, LogReader mirror)
      throws IOException, InterruptedException, MalformedLedgerException {
    GrowingTree tree = new GrowingTree();
    tree.size = checkpoint.size();
    for (int level = 0; TileId.hashesAt(level, tree.size) > 0; level++) {
      long hashes = TileId.hashesAt(level, tree.size);
      int width = (int) (hashes % TileId.WIDTH);
      List<Bytes> edge = new ArrayList<>();
      if (width > 0) {
        TileId id = new TileId(level, hashes / TileId.WIDTH, width);
        Tile tile = mirror.tile(id).orElseThrow(() -> new IOException(id.path() + " isn't there"));
        edge.addAll(tile.hashes().subList(0, width));
      }
      tree.edges.add(edge);
    }
    if (!tree.root().equals(checkpoint.root())) {
      throw new MalformedLedgerException("the tiles aren't those of the checkpoint");
    }
    return tree;
  }

  /// How many leaves there are.
  long size() {
    return size;
  }

  /// The root.
  Bytes root() {
    return Proofs.root(
        size, new TiledHashes<RuntimeException>(size, id -> Tile.of(edges.get(id.level()))));
  }

  /// Adds a leaf.
  ///
  /// @param leaf its hash
  /// @return the tiles that it made whole, from the lowest level up; mostly none
  Map<TileId, Tile> add(Bytes leaf) {
    Map<TileId, Tile> whole = new LinkedHashMap<>();
    size++;
    Bytes hash = leaf;
    for (int level = 0; ; level++) {
      if (level == edges.size()) {
        edges.add(new ArrayList<>());
      }
      List<Bytes> edge = edges.get(level);
      edge.add(hash);
      if (edge.size() < TileId.WIDTH) {
        return whole;
      }
      Tile tile = Tile.of(edge);
      long index = TileId.hashesAt(level, size) / TileId.WIDTH - 1;
      whole.put(new TileId(level, index, TileId.WIDTH), tile);
      edge.clear();
      hash = tile.hash(TileId.HEIGHT, 0);
    }
  }

  /// The tiles at the right edge that aren't whole.
  Map<TileId, Tile> edge() {
    Map<TileId, Tile> narrow = new LinkedHashMap<>();
    for (int level = 0; level < edges.size(); level++) {
      List<Bytes> edge = edges.get(level);
      if (!edge.isEmpty()) {
        long index = TileId.hashesAt(level, size) / TileId.WIDTH;
        narrow.put(new TileId(level, index, edge.size()), Tile.of(edge));
      }
    }
    return narrow;
  }

  /// The hash of a leaf that is in the edge's lowest tile still.
  Optional<Bytes> recent(long index) {
    long first = size - size % TileId.WIDTH;
    return index >= first && index < size
        ? Optional.of(edges.getFirst().get((int) (index - first)))
        : Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.tree;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.HashReader;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.merkle.RangeProof;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// The log's tree. Its right edge is in memory, other tiles are read when they are needed and
/// remembered for a while. Thread-safe: one thread appends, many read.
///
/// @param <E> how reading a tile can fail
public final class LogTree<E extends Exception> {
  /// About 20 MB if they are all whole.
  private static final int REMEMBERED = 512;

  /// Reads tiles that aren't in memory.
  ///
  /// @param <E> how it can fail
  @FunctionalInterface
  public interface Source<E extends Exception> {
    /// The tile, at least as wide as its name says.
    Tile read(TileId id) throws E;
  }

  private record Place(int level, long index) {}

  private final Source<E> source;
  private final LinkedHashMap<Place, GrowingTile> tiles =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true);
  private final Set<Place> changed = new HashSet<>();
  private long size;

  private LogTree(Source<E> source) {
    this.source = source;
  }

  /// A tree without leaves, which has nothing to read.
  public static <E extends Exception> LogTree<E> empty() {
    return new LogTree<>(id -> {
      throw new IllegalStateException(id.path() + " of a tree without leaves");
    });
  }

  /// A tree of `size` leaves, whose right edge is read now.
  public static <E extends Exception> LogTree<E> open(long size, Source<E> source) throws E {
    LogTree<E> tree = new LogTree<>(source);
    tree.size = size;
    for (int level = 0; TileId.hashesAt(level, size) > 0; level++) {
      long hashes = TileId.hashesAt(level, size);
      if (hashes % TileId.WIDTH != 0) {
        Place place = new Place(level, hashes / TileId.WIDTH);
        TileId id = TileId.in(level, place.index(), size);
        tree.remember(place, source.read(id), id.width());
      }
    }
    return tree;
  }

  private synchronized GrowingTile remember(Place place, Tile read, int width) {
    GrowingTile tile = new GrowingTile();
    read.hashes().subList(0, Math.min(width, read.width())).forEach(tile::add);
    tiles.put(place, tile);
    // Readers of old entries alone would fill the memory, if only commits made room.
    evict();
    return tile;
  }

  /// How many leaves there are, the last ones perhaps not durable yet.
  public synchronized long size() {
    return size;
  }

  /// Adds a leaf.
  public synchronized void append(Bytes leafHash) {
    Bytes hash = leafHash;
    for (int level = 0; ; level++) {
      Place place = new Place(level, TileId.hashesAt(level, size) / TileId.WIDTH);
      GrowingTile tile = tiles.computeIfAbsent(place, _ -> new GrowingTile());
      tile.add(hash);
      changed.add(place);
      if (!tile.whole()) {
        break;
      }
      hash = tile.top();
    }
    size++;
  }

  /// A tile that is wider than it was.
  ///
  /// @param id with its new width
  /// @param hashes its bytes
  public record Changed(TileId id, Bytes hashes) {}

  /// What was changed by appending since [#committed] or [#forget].
  public synchronized List<Changed> changes() {
    return changed.stream()
        .map(place -> {
          TileId id = TileId.in(place.level(), place.index(), size);
          return new Changed(id, tile(place).encoded(id.width()));
        })
        .toList();
  }

  private GrowingTile tile(Place place) {
    GrowingTile tile = tiles.get(place);
    if (tile == null) {
      throw new IllegalStateException("a changed tile was forgotten");
    }
    return tile;
  }

  /// What was appended is durable.
  public synchronized void committed() {
    changed.clear();
    evict();
  }

  private void evict() {
    var eldest = tiles.entrySet().iterator();
    while (tiles.size() > REMEMBERED && eldest.hasNext()) {
      var tile = eldest.next();
      // What isn't whole is the right edge, which has to stay; so has what isn't durable yet.
      if (tile.getValue().whole() && !changed.contains(tile.getKey())) {
        eldest.remove();
      }
    }
  }

  /// What was appended since the tree had `durable` leaves is taken away again.
  public synchronized void forget(long durable) {
    size = durable;
    changed.clear();
    tiles
        .entrySet()
        .removeIf(entry -> {
          Place place = entry.getKey();
          long left = TileId.hashesAt(place.level(), durable) - place.index() * TileId.WIDTH;
          entry.getValue().truncate(Math.clamp(left, 0, TileId.WIDTH));
          return left <= 0;
        });
  }

  /// The root of the tree when it had `at` leaves.
  public Bytes root(long at) throws E {
    return Proofs.root(at, hashes());
  }

  /// The hash of a leaf.
  ///
  /// @param index less than [#size]
  public Bytes leaf(long index) throws E {
    return hashes().read(0, index);
  }

  /// A proof that a leaf is in the tree of `at` leaves.
  public InclusionProof inclusion(long index, long at) throws E {
    return Proofs.inclusion(index, at, hashes());
  }

  /// A proof that leaves are in the tree of `at` leaves.
  public RangeProof range(long start, long end, long at) throws E {
    return RangeProof.make(start, end, at, hashes());
  }

  /// A proof that the tree of `to` leaves starts with that of `from`.
  public ConsistencyProof consistency(long from, long to) throws E {
    return Proofs.consistency(from, to, hashes());
  }

  private HashReader<E> hashes() {
    return (level, index) -> {
      int within = level % TileId.HEIGHT;
      long first = index << within;
      Place place = new Place(level / TileId.HEIGHT, first / TileId.WIDTH);
      int at = (int) ((first % TileId.WIDTH) >> within);
      synchronized (this) {
        GrowingTile known = tiles.get(place);
        if (known != null) {
          return known.hash(within, at);
        }
      }
      // Not under the lock: others needn't wait for the store.
      Tile read = source.read(new TileId(place.level(), place.index(), TileId.WIDTH));
      synchronized (this) {
        GrowingTile known = tiles.get(place);
        GrowingTile tile = known != null ? known : remember(place, read, TileId.WIDTH);
        return tile.hash(within, at);
      }
    };
  }
}

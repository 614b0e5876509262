// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Up to 256 consecutive hashes of a level, and the hashes of the complete subtrees above them.
/// Immutable.
public final class Tile {
  private final List<List<Bytes>> levels;

  private Tile(List<List<Bytes>> levels) {
    this.levels = levels;
  }

  /// A tile of these hashes, 1 to 256.
  public static Tile of(List<Bytes> hashes) {
    if (hashes.isEmpty() || hashes.size() > TileId.WIDTH) {
      throw new IllegalArgumentException("a tile of " + hashes.size() + " hashes");
    }
    List<List<Bytes>> levels = new ArrayList<>();
    levels.add(List.copyOf(hashes));
    while (levels.getLast().size() > 1) {
      List<Bytes> below = levels.getLast();
      List<Bytes> above = new ArrayList<>(below.size() / 2);
      for (int i = 0; i + 1 < below.size(); i += 2) {
        above.add(MerkleHash.node(below.get(i), below.get(i + 1)));
      }
      levels.add(List.copyOf(above));
    }
    return new Tile(List.copyOf(levels));
  }

  /// Reads a tile's bytes.
  ///
  /// @throws MalformedLedgerException if they aren't 1 to 256 hashes
  public static Tile parse(Bytes encoded) throws MalformedLedgerException {
    int count = encoded.length() / MerkleHash.LENGTH;
    if (count == 0 || count > TileId.WIDTH || count * MerkleHash.LENGTH != encoded.length()) {
      throw new MalformedLedgerException("a tile of " + encoded.length() + " bytes");
    }
    List<Bytes> hashes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      hashes.add(encoded.slice(i * MerkleHash.LENGTH, (i + 1) * MerkleHash.LENGTH));
    }
    return of(hashes);
  }

  /// How many hashes it has.
  public int width() {
    return levels.getFirst().size();
  }

  /// Its hashes.
  public List<Bytes> hashes() {
    return levels.getFirst();
  }

  /// The hash of the subtree over `1 << level` of its hashes.
  ///
  /// @param level 0 to 8, above this tile's own
  /// @param index counted on that level, within this tile
  /// @throws IndexOutOfBoundsException if it doesn't have them all
  public Bytes hash(int level, int index) {
    return levels.get(level).get(index);
  }

  /// The tile's bytes.
  public Bytes encoded() {
    return encoded(width());
  }

  /// The bytes of the narrower tile that this one was before.
  public Bytes encoded(int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(width * MerkleHash.LENGTH);
    hashes().subList(0, width).forEach(hash -> out.writeBytes(hash.toByteArray()));
    return Bytes.copyOf(out.toByteArray());
  }
}

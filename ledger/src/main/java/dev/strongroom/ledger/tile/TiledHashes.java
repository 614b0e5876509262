// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.HashReader;

/// A tree's hashes, from its tiles.
///
/// @param size of the tree whose tiles are asked for, none wider than it makes them
/// @param tiles where they are
/// @param <E> how reading can fail
public record TiledHashes<E extends Exception>(long size, TileReader<E> tiles)
    implements HashReader<E> {

  @Override
  public Bytes read(int level, long index) throws E {
    int tileLevel = level / TileId.HEIGHT;
    int within = level % TileId.HEIGHT;
    long first = index << within;
    long tile = first / TileId.WIDTH;
    return tiles
        .read(TileId.in(tileLevel, tile, size))
        .hash(within, (int) ((first % TileId.WIDTH) >> within));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

/// Tiles, wherever they are kept.
///
/// @param <E> how reading can fail
@FunctionalInterface
public interface TileReader<E extends Exception> {
  /// The tile of this name; it may be wider than asked for.
  Tile read(TileId id) throws E;
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import dev.strongroom.ledger.MalformedLedgerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a tile or of a bundle of entries (C2SP tlog-tiles, "Merkle Tree", "Log entries").
///
/// @param level 0 to 63; [#ENTRIES] for a bundle of entries
/// @param index from 0, among those of this level
/// @param width how many hashes or entries it has: 1 to 256
public record TileId(int level, long index, int width) {
  /// Hashes of a whole tile.
  public static final int WIDTH = 256;

  /// Binary levels that a tile spans.
  public static final int HEIGHT = 8;

  /// In place of a level: the entries themselves.
  public static final int ENTRIES = -1;

  private static final int MAX_LEVEL = 63;
  private static final Pattern PATH =
      Pattern.compile(
          "tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:[.]p/([1-9][0-9]{0,2}))?");

  /// Checks the ranges.
  public TileId {
    if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("no tile " + level + "/" + index + " of " + width);
    }
  }

  /// Whether it has all its hashes or entries.
  public boolean whole() {
    return width == WIDTH;
  }

  /// The same, whole.
  public TileId completed() {
    return new TileId(level, index, WIDTH);
  }

  /// Where a log serves it, relative to the log's prefix: `tile/0/x001/234.p/56`.
  public String path() {
    StringBuilder path = new StringBuilder("tile/");
    path.append(level == ENTRIES ? "entries" : Integer.toString(level)).append('/');
    List<String> parts = new ArrayList<>();
    long rest = index;
    do {
      parts.addFirst(String.format(Locale.ROOT, "%03d", rest % 1000));
      rest /= 1000;
    } while (rest > 0);
    path.append("x".repeat(parts.size() > 1 ? 1 : 0)).append(String.join("/x", parts));
    // Only the last part goes without the letter.
    int last = path.lastIndexOf("/x");
    if (parts.size() > 1) {
      path.deleteCharAt(last + 1);
    }
    return whole() ? path.toString() : path.append(".p/").append(width).toString();
  }

  /// Reads a path as [#path] writes it.
  ///
  /// @throws MalformedLedgerException if it is anything else
  public static TileId parse(String path) throws MalformedLedgerException {
    Matcher matcher = PATH.matcher(path);
    if (matcher.matches()) {
      String width = matcher.group(3);
      try {
        TileId id =
            new TileId(
                matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2).replaceAll("[x/]", "")),
                width == null ? WIDTH : Integer.parseInt(width));
        if (id.path().equals(path)) {
          return id;
        }
      } catch (IllegalArgumentException e) {
        // Out of range, as below.
      }
    }
    throw new MalformedLedgerException("not the path of a tile");
  }

  /// The tiles that a tree has on one level, whole or not, at its right edge.
  ///
  /// @param level of the tile
  /// @param size of the tree
  /// @return how many hashes of this level the tree has
  public static long hashesAt(int level, long size) {
    int shift = HEIGHT * Math.max(level, 0);
    return shift >= Long.SIZE - 1 ? 0 : size >> shift;
  }

  /// The tile of a tree that has this index, as wide as the tree lets it be.
  ///
  /// @throws IllegalArgumentException if the tree has none
  public static TileId in(int level, long index, long size) {
    long hashes = hashesAt(level, size);
    // Compared by division: an index that isn't a tile's could overflow the product.
    long width = index < 0 || index > hashes / WIDTH ? 0 : Math.min(WIDTH, hashes - index * WIDTH);
    if (width < 1) {
      throw new IllegalArgumentException("a tree of " + size + " has no such tile");
    }
    return new TileId(level, index, (int) width);
  }
}

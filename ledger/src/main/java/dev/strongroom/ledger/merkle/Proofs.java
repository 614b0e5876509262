// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Makes roots and proofs from a tree's hashes (RFC 9162, 2.1). What it reads it believes: check
/// the proof against a root that is known.
public final class Proofs {
  private Proofs() {}

  /// The root of a tree.
  ///
  /// @param size in leaves
  public static <E extends Exception> Bytes root(long size, HashReader<E> hashes) throws E {
    return size == 0 ? MerkleHash.EMPTY_ROOT : subtree(0, size, hashes);
  }

  /// A proof that a leaf is in a tree.
  ///
  /// @param index less than `size`
  public static <E extends Exception> InclusionProof inclusion(
      long index, long size, HashReader<E> hashes) throws E {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
    }
    List<Bytes> path = new ArrayList<>();
    long start = 0;
    long end = size;
    while (end - start > 1) {
      long middle = start + split(end - start);
      if (index < middle) {
        path.add(subtree(middle, end, hashes));
        end = middle;
      } else {
        path.add(subtree(start, middle, hashes));
        start = middle;
      }
    }
    return new InclusionProof(index, size, path.reversed());
  }

  /// A proof that a tree of `to` leaves starts with one of `from` leaves.
  ///
  /// @param from at most `to`
  public static <E extends Exception> ConsistencyProof consistency(
      long from, long to, HashReader<E> hashes) throws E {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("from " + from + " to " + to);
    }
    List<Bytes> path = new ArrayList<>();
    if (from > 0 && from < to) {
      long start = 0;
      long end = to;
      // Until the older tree's last node is reached, each step goes to where that tree ends.
      while (from != end) {
        long middle = start + split(end - start);
        if (from <= middle) {
          path.add(subtree(middle, end, hashes));
          end = middle;
        } else {
          path.add(subtree(start, middle, hashes));
          start = middle;
        }
      }
      if (start > 0) {
        path.add(subtree(start, end, hashes));
      }
    }
    return new ConsistencyProof(from, to, path.reversed());
  }

  /// The root over the leaves from `start` to `end`, where `start` is a multiple of the greatest
  /// power of two within.
  static <E extends Exception> Bytes subtree(long start, long end, HashReader<E> hashes) throws E {
    long count = end - start;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return hashes.read(level, start >> level);
    }
    long middle = start + split(count);
    return MerkleHash.node(subtree(start, middle, hashes), subtree(middle, end, hashes));
  }

  /// The greatest power of two less than `count`, which is 2 or more.
  static long split(long count) {
    return Long.highestOneBit(count - 1);
  }
}

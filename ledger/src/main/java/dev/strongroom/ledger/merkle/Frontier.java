// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;

/// A tree that only grows, of which no more is kept than its root takes: a hash for each complete
/// subtree at its edge. For replaying a log. Not thread-safe.
public final class Frontier {
  private final Deque<Bytes> subtrees = new ArrayDeque<>();
  private long size;

  /// A tree without leaves.
  public Frontier() {}

  /// Adds a leaf.
  ///
  /// @param leaf its hash
  public void add(Bytes leaf) {
    Bytes hash = leaf;
    // Each one bit at the end of the size is a subtree that this leaf completes into a greater one.
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = MerkleHash.node(subtrees.pop(), hash);
    }
    subtrees.push(hash);
    size++;
  }

  /// How many leaves there are.
  public long size() {
    return size;
  }

  /// The root.
  public Bytes root() {
    Bytes hash = null;
    for (Bytes subtree : subtrees) {
      hash = hash == null ? subtree : MerkleHash.node(subtree, hash);
    }
    return hash == null ? MerkleHash.EMPTY_ROOT : hash;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// That a tree starts with all leaves of an older one, in their order (RFC 9162, 2.1.4).
///
/// @param from size of the older tree
/// @param to size of the newer one
/// @param path as RFC 9162 orders it, 32 bytes each; empty if `from` is 0 or both sizes are equal
public record ConsistencyProof(long from, long to, List<Bytes> path) {
  /// Copies the list.
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /// Checks that the newer tree only added to the older one (2.1.4.2).
  ///
  /// @param older root of the tree of size `from`
  /// @param newer root of the tree of size `to`
  /// @throws InvalidProofException if the proof doesn't show that
  public void check(Bytes older, Bytes newer) throws InvalidProofException {
    if (from < 0 || from > to) {
      throw new InvalidProofException("from a tree of " + from + " leaves to one of " + to);
    }
    checkHashes();
    if (from == 0 || from == to) {
      if (!path.isEmpty()) {
        throw new InvalidProofException("hashes where none are needed");
      }
      if (from == 0 && !older.equals(MerkleHash.EMPTY_ROOT)) {
        throw new InvalidProofException("a tree without leaves has one root only");
      }
      if (from == to && !older.equals(newer)) {
        throw new InvalidProofException("two roots for trees of " + from + " leaves");
      }
      return;
    }
    Roots roots = roots(older);
    if (!roots.older().equals(older)) {
      throw new InvalidProofException("the path leads to another root at size " + from);
    }
    if (!roots.newer().equals(newer)) {
      throw new InvalidProofException("the path leads to another root at size " + to);
    }
  }

  /// The newer tree's root, as the path leads to it from the older one's.
  ///
  /// @param older root of the tree of size `from`, which isn't 0: from nothing nothing follows
  /// @throws InvalidProofException if the proof doesn't show that the newer tree starts with it
  public Bytes newer(Bytes older) throws InvalidProofException {
    if (from < 1 || from > to) {
      throw new InvalidProofException("from a tree of " + from + " leaves to one of " + to);
    }
    checkHashes();
    if (from == to) {
      if (!path.isEmpty()) {
        throw new InvalidProofException("hashes where none are needed");
      }
      return older;
    }
    Roots roots = roots(older);
    if (!roots.older().equals(older)) {
      throw new InvalidProofException("the path leads to another root at size " + from);
    }
    return roots.newer();
  }

  private void checkHashes() throws InvalidProofException {
    for (Bytes hash : path) {
      if (hash.length() != MerkleHash.LENGTH) {
        throw new InvalidProofException("a hash of " + hash.length() + " bytes");
      }
    }
  }

  private record Roots(Bytes older, Bytes newer) {}

  private Roots roots(Bytes older) throws InvalidProofException {
    long node = from - 1;
    long last = to - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    // A perfect older tree is a node of the newer one, and needn't be said.
    boolean perfect = node == 0;
    if (path.isEmpty() && !perfect) {
      throw tooShort();
    }
    int next = perfect ? 0 : 1;
    Bytes left = perfect ? older : path.getFirst();
    Bytes both = left;
    for (Bytes sibling : path.subList(next, path.size())) {
      if (last == 0) {
        throw new InvalidProofException("the path is too long from " + from + " to " + to);
      }
      if ((node & 1) == 1 || node == last) {
        left = MerkleHash.node(sibling, left);
        both = MerkleHash.node(sibling, both);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        both = MerkleHash.node(both, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw tooShort();
    }
    return new Roots(left, both);
  }

  private InvalidProofException tooShort() {
    return new InvalidProofException("the path is too short from " + from + " to " + to);
  }
}

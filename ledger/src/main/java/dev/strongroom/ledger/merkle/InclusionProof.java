// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// That a leaf is in a tree (RFC 9162, 2.1.3).
///
/// @param index of the leaf, from 0
/// @param size of the tree, in leaves
/// @param path from the leaf's sibling up to the root's child, 32 bytes each
public record InclusionProof(long index, long size, List<Bytes> path) {
  /// Copies the list.
  public InclusionProof {
    path = List.copyOf(path);
  }

  /// The root of the tree in which a leaf has this place (2.1.3.2).
  ///
  /// @param leaf hash of the leaf, from [MerkleHash#leaf]
  /// @throws InvalidProofException if no tree of this size has such a path
  public Bytes root(Bytes leaf) throws InvalidProofException {
    if (index < 0 || index >= size) {
      throw new InvalidProofException("a tree of " + size + " leaves has no leaf " + index);
    }
    long node = index;
    long last = size - 1;
    Bytes hash = leaf;
    for (Bytes sibling : path) {
      if (sibling.length() != MerkleHash.LENGTH) {
        throw new InvalidProofException("a hash of " + sibling.length() + " bytes");
      }
      if (last == 0) {
        throw new InvalidProofException("the path is too long for a tree of " + size + " leaves");
      }
      if ((node & 1) == 1 || node == last) {
        hash = MerkleHash.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = MerkleHash.node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new InvalidProofException("the path is too short for a tree of " + size + " leaves");
    }
    return hash;
  }

  /// Checks that the leaf is in the tree with this root.
  ///
  /// @throws InvalidProofException if it isn't, or the proof has the wrong shape
  public void check(Bytes leaf, Bytes root) throws InvalidProofException {
    if (!root(leaf).equals(root)) {
      throw new InvalidProofException("the path from leaf " + index + " leads to another root");
    }
  }
}

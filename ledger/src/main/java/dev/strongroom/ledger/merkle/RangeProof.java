// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// That consecutive leaves are in a tree: the hashes that are missing to get from all of them to
/// the root, left to right. Whoever has the leaves gets an [InclusionProof] for each from it.
///
/// @param start index of the first leaf
/// @param end index after the last one
/// @param size of the tree
/// @param path roots of the greatest subtrees without these leaves, 32 bytes each
public record RangeProof(long start, long end, long size, List<Bytes> path) {
  private static final int MOST = 1 << 20;

  /// Copies the list.
  public RangeProof {
    path = List.copyOf(path);
  }

  /// Makes a proof.
  ///
  /// @param start less than `end`, which is at most `size`
  public static <E extends Exception> RangeProof make(
      long start, long end, long size, HashReader<E> hashes) throws E {
    if (start < 0 || start >= end || end > size) {
      throw new IllegalArgumentException("no leaves " + start + " to " + end + " of " + size);
    }
    List<Bytes> path = new ArrayList<>();
    collect(start, end, 0, size, hashes, path);
    return new RangeProof(start, end, size, path);
  }

  private static <E extends Exception> void collect(
      long start, long end, long from, long to, HashReader<E> hashes, List<Bytes> path) throws E {
    if (to <= start || end <= from) {
      path.add(Proofs.subtree(from, to, hashes));
    } else if (from < start || end < to) {
      long middle = from + Proofs.split(to - from);
      collect(start, end, from, middle, hashes, path);
      collect(start, end, middle, to, hashes, path);
    }
  }

  /// The tree's root and a proof for each leaf.
  ///
  /// @param root of the tree in which the leaves have these places
  /// @param proofs in the leaves' order
  public record Expanded(Bytes root, List<InclusionProof> proofs) {}

  /// Gets the root and the proofs.
  ///
  /// @param leaves hashes of all the leaves, in their order
  /// @throws InvalidProofException if the proof has the wrong shape
  public Expanded expand(List<Bytes> leaves) throws InvalidProofException {
    if (start < 0
        || start >= end
        || end > size
        || end - start > MOST
        || leaves.size() != end - start
        || !path.stream().allMatch(hash -> hash.length() == MerkleHash.LENGTH)) {
      throw new InvalidProofException(
          leaves.size() + " leaves for the places " + start + " to " + end + " of " + size);
    }
    Expansion expansion = new Expansion(leaves);
    Bytes root = expansion.root(0, size);
    if (expansion.used != path.size()) {
      throw new InvalidProofException("hashes are left over");
    }
    List<InclusionProof> proofs = new ArrayList<>(leaves.size());
    for (long index = start; index < end; index++) {
      proofs.add(expansion.proof(index));
    }
    return new Expanded(root, proofs);
  }

  /// The leaves from one index to another.
  private record Span(long from, long to) {}

  private final class Expansion {
    private final List<Bytes> leaves;
    private final Map<Span, Bytes> roots = new HashMap<>();
    private int used;

    Expansion(List<Bytes> leaves) {
      this.leaves = leaves;
    }

    Bytes root(long from, long to) throws InvalidProofException {
      Bytes root;
      if (to <= start || end <= from) {
        if (used == path.size()) {
          throw new InvalidProofException("hashes are missing");
        }
        root = path.get(used++);
      } else if (to - from == 1) {
        root = leaves.get((int) (from - start));
      } else {
        long middle = from + Proofs.split(to - from);
        root = MerkleHash.node(root(from, middle), root(middle, to));
      }
      roots.put(new Span(from, to), root);
      return root;
    }

    InclusionProof proof(long index) throws InvalidProofException {
      List<Bytes> siblings = new ArrayList<>();
      long from = 0;
      long to = size;
      while (to - from > 1) {
        long middle = from + Proofs.split(to - from);
        boolean left = index < middle;
        Bytes sibling = roots.get(left ? new Span(middle, to) : new Span(from, middle));
        if (sibling == null) {
          throw new InvalidProofException("hashes are missing");
        }
        siblings.add(sibling);
        if (left) {
          to = middle;
        } else {
          from = middle;
        }
      }
      return new InclusionProof(index, size, siblings.reversed());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Roots and proofs by the recursive definitions of RFC 9162 (2.1.1, 2.1.3.1, 2.1.4.1), read off
/// the page and slow: what the others are held against.
public record NaiveTree(List<Bytes> leaves) implements HashReader<RuntimeException> {
  /// Copies the list.
  public NaiveTree {
    leaves = List.copyOf(leaves);
  }

  /// A tree of leaves that differ.
  public static NaiveTree of(int size) {
    return new NaiveTree(
        IntStream.range(0, size).mapToObj(i -> MerkleHash.leaf(Bytes.utf8("entry " + i))).toList());
  }

  /// Of the first leaves.
  public NaiveTree first(int size) {
    return new NaiveTree(leaves.subList(0, size));
  }

  /// MTH(D[n]).
  public Bytes root() {
    return switch (leaves.size()) {
      case 0 -> MerkleHash.EMPTY_ROOT;
      case 1 -> leaves.getFirst();
      default -> MerkleHash.node(left().root(), right().root());
    };
  }

  /// PATH(m, D_n).
  public List<Bytes> path(int index) {
    if (leaves.size() == 1) {
      return List.of();
    }
    return index < split()
        ? with(left().path(index), right().root())
        : with(right().path(index - split()), left().root());
  }

  /// PROOF(m, D_n).
  public List<Bytes> proof(int from) {
    return from == 0 ? List.of() : subproof(from, true);
  }

  private List<Bytes> subproof(int from, boolean known) {
    if (from == leaves.size()) {
      return known ? List.of() : List.of(root());
    }
    return from <= split()
        ? with(left().subproof(from, known), right().root())
        : with(right().subproof(from - split(), false), left().root());
  }

  @Override
  public Bytes read(int level, long index) {
    int width = 1 << level;
    int start = Math.toIntExact(index * width);
    return new NaiveTree(leaves.subList(start, start + width)).root();
  }

  private int split() {
    return Integer.highestOneBit(leaves.size() - 1);
  }

  private NaiveTree left() {
    return new NaiveTree(leaves.subList(0, split()));
  }

  private NaiveTree right() {
    return new NaiveTree(leaves.subList(split(), leaves.size()));
  }

  private static List<Bytes> with(List<Bytes> path, Bytes last) {
    List<Bytes> all = new ArrayList<>(path);
    all.add(last);
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Those hashes of a tree that paths of leaves tell. A subtree that is complete is the same in
/// every later tree of the log, so that two trees that differ in one aren't of one log. Used by one
/// thread.
final class KnownTree {
  /// The leaves from one index to another, as a subtree of the tree (RFC 9162, 2.1.1).
  private record Span(long from, long to) implements Comparable<Span> {
    /// Whether every tree that has these leaves has this subtree.
    boolean complete() {
      return Long.bitCount(length()) == 1;
    }

    long length() {
      return to - from;
    }

    @Override
    public int compareTo(Span other) {
      int first = Long.compare(from, other.from);
      return first != 0 ? first : Long.compare(to, other.to);
    }
  }

  private final long size;
  private final Bytes root;
  private final Map<Span, Bytes> hashes = new TreeMap<>();

  KnownTree(long size, Bytes root) {
    this.size = size;
    this.root = root;
    hashes.put(new Span(0, size), root);
  }

  long size() {
    return size;
  }

  Bytes root() {
    return root;
  }

  /// Adds the hashes of a leaf's way to the root.
  ///
  /// @throws InvalidProofException if the leaf isn't in the tree
  void add(ShownLeaf leaf) throws InvalidProofException {
    if (leaf.proof().size() != size) {
      throw new InvalidProofException("a path in a tree of another size");
    }
    leaf.proof().check(leaf.hash(), root);
    add(0, size, leaf, leaf.proof().path().size());
  }

  /// @param level how many hashes of the path are below this subtree
  /// @return the subtree's hash
  private Bytes add(long from, long to, ShownLeaf leaf, int level) {
    Bytes hash;
    if (to - from == 1) {
      hash = leaf.hash();
    } else {
      long middle = from + split(to - from);
      Bytes sibling = leaf.proof().path().get(level - 1);
      if (leaf.proof().index() < middle) {
        hashes.put(new Span(middle, to), sibling);
        hash = MerkleHash.node(add(from, middle, leaf, level - 1), sibling);
      } else {
        hashes.put(new Span(from, middle), sibling);
        hash = MerkleHash.node(sibling, add(middle, to, leaf, level - 1));
      }
    }
    hashes.put(new Span(from, to), hash);
    return hash;
  }

  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  private boolean contradicts(Span span, KnownTree other) {
    Bytes theirs = other.hashes.get(span);
    return (span.complete() || size == other.size)
        && theirs != null
        && !theirs.equals(hashes.get(span));
  }

  /// Leaves on which both trees can't be of one log.
  Optional<String> contradiction(KnownTree other) {
    Optional<Span> smallest =
        hashes.keySet().stream()
            .filter(span -> contradicts(span, other))
            .min(Comparator.comparingLong(Span::length));
    if (smallest.isPresent()) {
      Span span = smallest.get();
      return Optional.of(
          span.length() == 1
              ? "leaf " + span.from() + " is another"
              : "the leaves from " + span.from() + " up to " + span.to() + " are others");
    }
    KnownTree older = size <= other.size ? this : other;
    KnownTree newer = older == this ? other : this;
    return newer
        .rootAt(older.size)
        .filter(before -> !before.equals(older.root))
        .map(_ -> "the tree of " + older.size + " leaves was another");
  }

  /// Whether it shows that the older tree is where it starts.
  boolean continues(KnownTree older) {
    return rootAt(older.size).map(older.root::equals).orElse(false);
  }

  /// The root that the tree had at an earlier size, if enough is known.
  private Optional<Bytes> rootAt(long earlier) {
    return earlier == 0 ? Optional.of(MerkleHash.EMPTY_ROOT) : hash(0, earlier);
  }

  private Optional<Bytes> hash(long from, long to) {
    Bytes known = hashes.get(new Span(from, to));
    if (known != null) {
      return Optional.of(known);
    }
    if (to - from == 1 || !touches(from, to)) {
      return Optional.empty();
    }
    long middle = from + split(to - from);
    Optional<Bytes> left = hash(from, middle);
    return left.isEmpty()
        ? left
        : hash(middle, to).map(right -> MerkleHash.node(left.get(), right));
  }

  /// Whether anything is known within these leaves; else looking there takes as long as there are
  /// leaves.
  private boolean touches(long from, long to) {
    return hashes.keySet().stream().anyMatch(span -> span.from() >= from && span.to() <= to);
  }
}

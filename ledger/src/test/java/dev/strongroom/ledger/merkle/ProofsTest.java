// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Proofs of every place in every tree of up to 130 leaves, against the definitions.
class ProofsTest {
  private static final int SIZES = 130;
  private static final NaiveTree TREE = NaiveTree.of(SIZES);
  private static final Bytes OTHER = MerkleHash.leaf(Bytes.utf8("another"));

  @Test
  void hashesAreThoseOfTheSpecification() {
    // RFC 6962's well-known values: SHA-256 of nothing, and of a zero byte alone.
    assertThat(MerkleHash.EMPTY_ROOT.hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(MerkleHash.leaf(Bytes.EMPTY).hex())
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  @Test
  void rootsAreThoseOfTheDefinition() {
    Frontier frontier = new Frontier();
    for (int size = 0; size <= SIZES; size++) {
      Bytes root = TREE.first(size).root();
      assertThat(Proofs.root(size, TREE)).as("size %d", size).isEqualTo(root);
      assertThat(frontier.size()).isEqualTo(size);
      assertThat(frontier.root()).as("frontier %d", size).isEqualTo(root);
      if (size < SIZES) {
        frontier.add(TREE.leaves().get(size));
      }
    }
  }

  @Test
  void inclusionProofsAreThoseOfTheDefinitionAndHold() throws InvalidProofException {
    for (int size = 1; size <= SIZES; size++) {
      NaiveTree tree = TREE.first(size);
      Bytes root = tree.root();
      for (int index = 0; index < size; index++) {
        InclusionProof proof = Proofs.inclusion(index, size, TREE);
        assertThat(proof.path()).as("%d of %d", index, size).isEqualTo(tree.path(index));
        proof.check(TREE.leaves().get(index), root);
        assertThat(proof.root(TREE.leaves().get(index))).isEqualTo(root);
      }
    }
  }

  @Test
  void consistencyProofsAreThoseOfTheDefinitionAndHold() throws InvalidProofException {
    for (int to = 0; to <= SIZES; to++) {
      NaiveTree tree = TREE.first(to);
      Bytes newer = tree.root();
      for (int from = 0; from <= to; from++) {
        ConsistencyProof proof = Proofs.consistency(from, to, TREE);
        assertThat(proof.path()).as("%d to %d", from, to).isEqualTo(tree.proof(from));
        proof.check(TREE.first(from).root(), newer);
        if (from > 0) {
          assertThat(proof.newer(TREE.first(from).root())).isEqualTo(newer);
        }
      }
    }
  }

  @Test
  void noNewerRootFollowsFromAnotherOlderOne() {
    for (int to = 1; to <= SIZES; to++) {
      Bytes newer = TREE.first(to).root();
      for (int from = 1; from <= to; from++) {
        ConsistencyProof proof = Proofs.consistency(from, to, TREE);
        try {
          // From a perfect tree's root something always follows, but never the same.
          assertThat(proof.newer(OTHER)).as("%s", proof).isNotEqualTo(newer);
          assertThat(from == to || Integer.bitCount(from) == 1).isTrue();
        } catch (InvalidProofException e) {
          assertThat(Integer.bitCount(from)).isGreaterThan(1);
        }
      }
    }
    assertThatThrownBy(() -> new ConsistencyProof(0, 5, List.of()).newer(MerkleHash.EMPTY_ROOT))
        .isInstanceOf(InvalidProofException.class);
  }

  @Test
  void anInclusionProofHoldsForNothingElse() {
    for (int size : new int[] {1, 2, 3, 5, 7, 8, 13, 64, 65, 127, 130}) {
      Bytes root = TREE.first(size).root();
      for (int index = 0; index < size; index++) {
        Bytes leaf = TREE.leaves().get(index);
        List<Bytes> path = Proofs.inclusion(index, size, TREE).path();
        refused(new InclusionProof(index, size, path), OTHER, root);
        refused(new InclusionProof(index, size, path), leaf, OTHER);
        refused(new InclusionProof(-1, size, path), leaf, root);
        refused(new InclusionProof(size, size, path), leaf, root);
        refused(new InclusionProof(index, 0, path), leaf, root);
        refused(new InclusionProof(index, size, with(path, path.size(), OTHER)), leaf, root);
        refused(new InclusionProof(index, size, with(path, 0, OTHER)), leaf, root);
        for (int other = 0; other < size; other++) {
          if (other != index) {
            refused(new InclusionProof(other, size, path), leaf, root);
          }
        }
        for (int hash = 0; hash < path.size(); hash++) {
          refused(new InclusionProof(index, size, changed(path, hash, OTHER)), leaf, root);
          refused(new InclusionProof(index, size, without(path, hash)), leaf, root);
          Bytes half = path.get(hash).slice(0, 16);
          refused(new InclusionProof(index, size, changed(path, hash, half)), leaf, root);
        }
      }
    }
  }

  /// A path says which way it turns, not how large the tree is: another size is refused if the path
  /// would look different there, which RFC 9162 leaves to the signature over size and root.
  @Test
  void aSizeOfAnotherShapeIsRefused() {
    for (int size = 1; size <= 70; size++) {
      for (int other = 1; other <= 70; other++) {
        for (int index = 0; index < Math.min(size, other); index++) {
          List<Bytes> path = TREE.first(size).path(index);
          if (path.size() != TREE.first(other).path(index).size()) {
            refused(
                new InclusionProof(index, other, path),
                TREE.leaves().get(index),
                TREE.first(size).root());
          }
        }
      }
    }
  }

  @Test
  void aConsistencyProofHoldsForNothingElse() {
    for (int to : new int[] {1, 2, 3, 6, 8, 13, 64, 65, 130}) {
      Bytes newer = TREE.first(to).root();
      for (int from = 1; from <= to; from++) {
        Bytes older = TREE.first(from).root();
        List<Bytes> path = Proofs.consistency(from, to, TREE).path();
        refused(new ConsistencyProof(from, to, path), OTHER, newer);
        refused(new ConsistencyProof(from, to, path), older, OTHER);
        refused(new ConsistencyProof(to + 1, to, path), older, newer);
        refused(new ConsistencyProof(-1, to, path), older, newer);
        refused(new ConsistencyProof(from, to, with(path, path.size(), OTHER)), older, newer);
        refused(new ConsistencyProof(from, to, with(path, 0, OTHER)), older, newer);
        for (int hash = 0; hash < path.size(); hash++) {
          refused(new ConsistencyProof(from, to, changed(path, hash, OTHER)), older, newer);
          refused(new ConsistencyProof(from, to, without(path, hash)), older, newer);
          Bytes half = path.get(hash).slice(0, 16);
          refused(new ConsistencyProof(from, to, changed(path, hash, half)), older, newer);
        }
        for (int other = 1; other <= to; other++) {
          if (other != from) {
            refused(new ConsistencyProof(other, to, path), older, newer);
          }
        }
      }
    }
  }

  @Test
  void nothingCanBeConsistentWithAnEmptyTreeOfAnotherRoot() throws InvalidProofException {
    Bytes root = TREE.first(5).root();
    new ConsistencyProof(0, 5, List.of()).check(MerkleHash.EMPTY_ROOT, root);
    refused(new ConsistencyProof(0, 5, List.of()), OTHER, root);
    refused(new ConsistencyProof(0, 5, List.of(OTHER)), MerkleHash.EMPTY_ROOT, root);
  }

  /// A subtree of equal leaves has one hash for each level, however many there are of it.
  @Test
  void treesOfATrillionLeavesHaveProofs() throws InvalidProofException {
    List<Bytes> levels = new ArrayList<>(List.of(OTHER));
    for (int level = 1; level <= 45; level++) {
      levels.add(MerkleHash.node(levels.getLast(), levels.getLast()));
    }
    HashReader<RuntimeException> equal = (level, _) -> levels.get(level);
    long trillion = 1L << 40;
    for (long size = trillion - 2; size <= trillion + 3; size++) {
      Bytes root = Proofs.root(size, equal);
      for (long index : new long[] {0, 1, trillion / 3, size - 2, size - 1}) {
        InclusionProof proof = Proofs.inclusion(index, size, equal);
        proof.check(OTHER, root);
        assertThat(proof.path()).hasSizeLessThanOrEqualTo(41);
        refused(proof, levels.get(1), root);
      }
      for (long from : new long[] {1, 2, 12345678901L, trillion - 3, trillion - 2, size - 1}) {
        if (from < size) {
          ConsistencyProof proof = Proofs.consistency(from, size, equal);
          proof.check(Proofs.root(from, equal), root);
          refused(proof, OTHER, MerkleHash.EMPTY_ROOT);
        }
      }
    }
  }

  @Test
  void whatIsNotInATreeHasNoProof() {
    assertThatThrownBy(() -> Proofs.inclusion(5, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proofs.inclusion(-1, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proofs.consistency(6, 5, TREE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(InclusionProof proof, Bytes leaf, Bytes root) {
    assertThatThrownBy(() -> proof.check(leaf, root))
        .as("%s", proof)
        .isInstanceOf(InvalidProofException.class);
  }

  private static void refused(ConsistencyProof proof, Bytes older, Bytes newer) {
    assertThatThrownBy(() -> proof.check(older, newer))
        .as("%s", proof)
        .isInstanceOf(InvalidProofException.class);
  }

  private static List<Bytes> with(List<Bytes> path, int at, Bytes hash) {
    List<Bytes> all = new ArrayList<>(path);
    all.add(at, hash);
    return all;
  }

  private static List<Bytes> changed(List<Bytes> path, int at, Bytes hash) {
    List<Bytes> all = new ArrayList<>(path);
    all.set(at, hash);
    return all;
  }

  private static List<Bytes> without(List<Bytes> path, int at) {
    List<Bytes> all = new ArrayList<>(path);
    all.remove(at);
    return all;
  }
}

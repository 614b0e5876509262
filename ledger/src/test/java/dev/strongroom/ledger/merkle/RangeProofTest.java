// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Proofs for consecutive leaves, against the proofs for each of them.
class RangeProofTest {
  private static final int MOST = 70;

  private static final List<Bytes> LEAVES =
      IntStream.range(0, MOST).mapToObj(i -> MerkleHash.leaf(Bytes.utf8("leaf " + i))).toList();

  private static Bytes hash(int level, long index) {
    return level == 0
        ? LEAVES.get((int) index)
        : MerkleHash.node(hash(level - 1, 2 * index), hash(level - 1, 2 * index + 1));
  }

  private static RangeProof proof(int start, int end, int size) {
    return RangeProof.make(start, end, size, RangeProofTest::hash);
  }

  @Test
  void givesEachLeafItsProofInEveryTree() throws InvalidProofException {
    for (int size = 1; size <= MOST; size += size < 36 ? 1 : 7) {
      Bytes root = Proofs.root(size, RangeProofTest::hash);
      for (int start = 0; start < size; start++) {
        for (int end = start + 1; end <= size; end++) {
          RangeProof.Expanded expanded = proof(start, end, size).expand(LEAVES.subList(start, end));
          assertThat(expanded.root()).isEqualTo(root);
          for (int i = start; i < end; i++) {
            assertThat(expanded.proofs().get(i - start))
                .isEqualTo(Proofs.inclusion(i, size, RangeProofTest::hash));
          }
        }
      }
    }
  }

  @Test
  void isAPathForOneLeafAndNothingForAll() {
    assertThat(proof(5, 6, 23).path())
        .containsExactlyInAnyOrderElementsOf(Proofs.inclusion(5, 23, RangeProofTest::hash).path());
    assertThat(proof(0, 23, 23).path()).isEmpty();
  }

  @Test
  void leadsElsewhereWithOtherLeavesPlacesOrSizes() {
    RangeProof proof = proof(3, 9, 23);
    Bytes root = Proofs.root(23, RangeProofTest::hash);
    List<Bytes> leaves = LEAVES.subList(3, 9);
    List<Bytes> swapped = new ArrayList<>(leaves);
    swapped.set(0, leaves.get(1));
    swapped.set(1, leaves.get(0));
    // A root says nothing of its tree's size: some other sizes lead there as well.
    List<RangeProof> others =
        List.of(
            new RangeProof(4, 10, 23, proof.path()),
            new RangeProof(2, 8, 23, proof.path()),
            new RangeProof(11, 17, 23, proof.path()),
            new RangeProof(3, 9, 64, proof.path()),
            new RangeProof(3, 9, 1L << 62, proof.path()),
            new RangeProof(3, 9, 23, proof.path().reversed()));
    assertThat(rootOf(proof, leaves)).isEqualTo(root);
    assertThat(rootOf(proof, swapped)).isNotEqualTo(root);
    for (RangeProof other : others) {
      assertThat(rootOf(other, leaves)).as(other.toString()).isNotEqualTo(root);
    }
  }

  /// The root that a proof leads to; nothing's if it leads nowhere.
  private static Bytes rootOf(RangeProof proof, List<Bytes> leaves) {
    try {
      return proof.expand(leaves).root();
    } catch (InvalidProofException e) {
      return Bytes.EMPTY;
    }
  }

  @Test
  void refusesWrongShapes() {
    List<Bytes> path = proof(3, 9, 23).path();
    List<Bytes> leaves = LEAVES.subList(3, 9);
    List<Bytes> longer = new ArrayList<>(path);
    longer.add(LEAVES.getFirst());
    List<Bytes> odd = new ArrayList<>(path);
    odd.set(1, Bytes.zeros(31));
    for (RangeProof bad :
        List.of(
            new RangeProof(3, 9, 23, path.subList(1, path.size())),
            new RangeProof(3, 9, 23, List.of()),
            new RangeProof(3, 9, 23, longer),
            new RangeProof(3, 9, 23, odd),
            new RangeProof(3, 9, 8, path),
            new RangeProof(-3, 3, 23, path),
            new RangeProof(3, 10, 23, path),
            new RangeProof(9, 3, 23, path),
            new RangeProof(3, 3, 23, path),
            new RangeProof(Long.MAX_VALUE, Long.MIN_VALUE + 5, 23, path))) {
      assertThatThrownBy(() -> bad.expand(leaves)).isInstanceOf(InvalidProofException.class);
    }
    assertThatThrownBy(() -> new RangeProof(3, 3, 23, path).expand(List.of()))
        .isInstanceOf(InvalidProofException.class);
    for (int[] bad : new int[][] {{-1, 3, 5}, {3, 3, 5}, {4, 3, 5}, {3, 6, 5}}) {
      assertThatThrownBy(() -> proof(bad[0], bad[1], bad[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void holdsInTreesOfAnySize() throws InvalidProofException {
    long size = (1L << 53) - 1;
    long start = (1L << 40) - 2;
    // Every complete subtree of the same level has the same hash, as if all leaves were equal.
    List<Bytes> levels = new ArrayList<>();
    levels.add(LEAVES.getFirst());
    while (levels.size() < 54) {
      levels.add(MerkleHash.node(levels.getLast(), levels.getLast()));
    }
    HashReader<RuntimeException> equal = (level, _) -> levels.get(level);
    RangeProof proof = RangeProof.make(start, start + 5, size, equal);
    List<Bytes> leaves = Collections.nCopies(5, LEAVES.getFirst());
    RangeProof.Expanded expanded = proof.expand(leaves);
    assertThat(expanded.root()).isEqualTo(Proofs.root(size, equal));
    for (InclusionProof one : expanded.proofs()) {
      one.check(LEAVES.getFirst(), expanded.root());
    }
  }
}

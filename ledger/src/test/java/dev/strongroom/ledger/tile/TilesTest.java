// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.Frontier;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.merkle.NaiveTree;
import dev.strongroom.ledger.merkle.Proofs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilesTest {
  private static final int SIZE = 70_000;

  @Test
  void aTilesHashesAreThoseOfItsSubtrees() throws MalformedLedgerException {
    NaiveTree tree = NaiveTree.of(256);
    Tile tile = Tile.parse(Tile.of(tree.leaves()).encoded());
    assertThat(tile.width()).isEqualTo(256);
    assertThat(tile.hashes()).isEqualTo(tree.leaves());
    for (int level = 0; level <= 8; level++) {
      for (int index = 0; index < 256 >> level; index++) {
        assertThat(tile.hash(level, index)).isEqualTo(tree.read(level, index));
      }
    }
    assertThat(tile.encoded(17)).isEqualTo(Tile.of(tree.leaves().subList(0, 17)).encoded());
  }

  @Test
  void aPartialTileHasNoIncompleteSubtrees() {
    Tile tile = Tile.of(NaiveTree.of(5).leaves());
    assertThat(tile.hash(2, 0)).isEqualTo(NaiveTree.of(4).root());
    assertThatThrownBy(() -> tile.hash(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tile.hash(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /// Roots and proofs of a tree whose tiles are those of the specification's example, each exactly
  /// as wide as the tree makes it.
  @Test
  void aTreeIsReadFromItsTiles() throws InvalidProofException {
    List<Bytes> leaves =
        IntStream.range(0, SIZE).mapToObj(i -> MerkleHash.leaf(Bytes.utf8("entry " + i))).toList();
    Map<TileId, Tile> tiles = new HashMap<>();
    List<Bytes> row = leaves;
    for (int level = 0; !row.isEmpty(); level++) {
      List<Bytes> above = new ArrayList<>();
      for (int tile = 0; tile * 256 < row.size(); tile++) {
        TileId id = TileId.in(level, tile, SIZE);
        tiles.put(id, Tile.of(row.subList(tile * 256, tile * 256 + id.width())));
        if (id.whole()) {
          above.add(tiles.get(id).hash(8, 0));
        }
      }
      row = above;
    }
    assertThat(tiles).hasSize(274 + 2 + 1);
    TiledHashes<NoSuchElementException> hashes =
        new TiledHashes<>(
            SIZE,
            id -> {
              Tile found = tiles.get(id);
              if (found == null) {
                throw new NoSuchElementException(id.path());
              }
              return found;
            });
    Frontier frontier = new Frontier();
    leaves.forEach(frontier::add);
    Bytes root = Proofs.root(SIZE, hashes);
    assertThat(root).isEqualTo(frontier.root());
    for (int index : new int[] {0, 255, 256, 65_535, 65_536, 69_887, 69_888, SIZE - 1}) {
      Proofs.inclusion(index, SIZE, hashes).check(leaves.get(index), root);
    }
    for (int from : new int[] {1, 256, 65_536, 65_537, SIZE - 1}) {
      Frontier older = new Frontier();
      leaves.subList(0, from).forEach(older::add);
      Proofs.consistency(from, SIZE, hashes).check(older.root(), root);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 33, 63, 256 * 32 - 1, 256 * 32 + 1, 257 * 32})
  void bytesThatAreNoTileAreRefused(int length) {
    assertThatThrownBy(() -> Tile.parse(Bytes.zeros(length)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void entriesComeBackFromABundle() throws MalformedLedgerException {
    List<Bytes> entries =
        List.of(
            Bytes.EMPTY, Bytes.utf8("a"), Bytes.zeros(255), Bytes.zeros(256), Bytes.zeros(65535));
    EntryBundle bundle = new EntryBundle(entries);
    assertThat(EntryBundle.parse(bundle.encoded()).entries()).isEqualTo(entries);
    assertThat(EntryBundle.parse(bundle.encoded(2)).entries()).isEqualTo(entries.subList(0, 2));
    assertThat(bundle.encoded(2).hex()).isEqualTo("0000" + "000161");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0001", "000261", "00016100", "0000ff", "ffff00"})
  void bytesThatAreNoBundleAreRefused(String hex) {
    assertThatThrownBy(() -> EntryBundle.parse(Bytes.fromHex(hex)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void aBundleHasAtMost256Entries() throws MalformedLedgerException {
    assertThat(EntryBundle.parse(Bytes.zeros(512)).entries()).hasSize(256);
    assertThatThrownBy(() -> EntryBundle.parse(Bytes.zeros(514)))
        .isInstanceOf(MalformedLedgerException.class);
    assertThatThrownBy(() -> new EntryBundle(List.of(Bytes.zeros(65536))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EntryBundle(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

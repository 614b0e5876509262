// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.tile.TileId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page makes and checks a log's proofs as the Java library does, from the same tiles.
class LogAgreementTest {
  private static final int LEAVES = 1050;

  private final PageAnswers page = new PageAnswers();

  @TempDir private Path folder;

  @BeforeAll
  static void needsNode() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  @Test
  void onPathsOfTiles() throws Exception {
    for (long size : List.of(1L, 255L, 256L, 257L, 70_000L, 123_456_789L, 9_000_000_000_000L)) {
      for (int level = TileId.ENTRIES; level < 3; level++) {
        long hashes = TileId.hashesAt(level, size);
        if (hashes > 0) {
          long last = (hashes - 1) / TileId.WIDTH;
          for (long index : List.of(0L, last / 2, last)) {
            page.ask(
                "path",
                Map.of(
                    "level", level == TileId.ENTRIES ? "entries" : Integer.toString(level),
                    "index", Long.toString(index),
                    "size", Long.toString(size)),
                TileId.in(level, index, size).path());
          }
        }
      }
    }
    page.compare(folder);
  }

  @Test
  void onProofsFromTiles() throws Exception {
    ServedTree whole = ServedTree.of(LEAVES);
    for (int to : List.of(1, 2, 3, 7, 8, 255, 256, 257, 513, 1024, LEAVES)) {
      ServedTree tree = whole.first(to);
      Map<String, String> tiles = tree.files();
      for (int from : List.of(0, 1, 2, 3, 4, 6, 7, 128, 255, 256, 300, 512, 1000, 1024, to)) {
        if (from <= to) {
          ConsistencyProof proof = Proofs.consistency(from, to, tree);
          page.ask(
              "consistency",
              Map.of("tiles", tiles, "from", Integer.toString(from), "to", Integer.toString(to)),
              digits(proof.path()));
          judged(proof, whole.first(from).root(), tree.root());
        }
        if (from < to) {
          page.ask(
              "inclusion",
              Map.of("tiles", tiles, "index", Integer.toString(from), "size", Integer.toString(to)),
              digits(Proofs.inclusion(from, to, tree).path()));
        }
      }
    }
    page.compare(folder);
  }

  /// Good and bad proofs: the verdict, and the words for people.
  @Test
  void onConsistency() throws Exception {
    ServedTree whole = ServedTree.of(70);
    for (int to : List.of(1, 2, 7, 8, 64, 65, 70)) {
      for (int from = 0; from <= to; from++) {
        ConsistencyProof good = Proofs.consistency(from, to, whole);
        Bytes older = whole.first(from).root();
        Bytes newer = whole.first(to).root();
        judged(good, older, newer);
        judged(good, newer, older);
        judged(good, whole.first((from + 1) % 70).root(), newer);
        judged(new ConsistencyProof(to + 1L, to, good.path()), older, newer);
        judged(new ConsistencyProof(from, to + 1L, good.path()), older, newer);
        List<Bytes> more = new ArrayList<>(good.path());
        more.add(newer);
        judged(new ConsistencyProof(from, to, more), older, newer);
        if (!good.path().isEmpty()) {
          judged(
              new ConsistencyProof(from, to, good.path().subList(1, good.path().size())),
              older,
              newer);
          judged(new ConsistencyProof(from, to, good.path().reversed()), older, newer);
        }
      }
    }
    page.compare(folder);
  }

  private void judged(ConsistencyProof proof, Bytes older, Bytes newer) {
    String said = "null";
    try {
      proof.check(older, newer);
    } catch (InvalidProofException e) {
      said = e.getMessage();
    }
    page.ask(
        "check",
        Map.of(
            "from", Long.toString(proof.from()),
            "to", Long.toString(proof.to()),
            "path", proof.path().stream().map(Bytes::hex).toList(),
            "older", older.hex(),
            "newer", newer.hex()),
        said);
  }

  private static String digits(List<Bytes> path) {
    return path.stream().map(Bytes::hex).collect(Collectors.joining(" "));
  }
}

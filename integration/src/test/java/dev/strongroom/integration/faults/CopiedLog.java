// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.Frontier;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.tile.TiledHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A log that was copied, replayed from its first leaf to its last: what it says then is known, not
/// believed.
final class CopiedLog {
  private final Path folder;
  private final SignedCheckpoint signed;
  private final List<Bytes> hashes = new ArrayList<>();
  private final Map<Long, EpochEntry> epochs = new HashMap<>();
  private final Map<TileId, Tile> tiles = new HashMap<>();

  private CopiedLog(Path folder) throws IOException, MalformedLedgerException {
    this.folder = folder;
    this.signed = SignedCheckpoint.parse(Files.readString(folder.resolve(LogCopy.CHECKPOINT)));
  }

  /// Reads and replays it.
  ///
  /// @throws MalformedLedgerException if leaves, tiles and checkpoint don't agree
  static CopiedLog replay(Path folder) throws IOException, MalformedLedgerException {
    CopiedLog log = new CopiedLog(folder);
    Frontier frontier = new Frontier();
    for (long bundle = 0; bundle * TileId.WIDTH < log.size(); bundle++) {
      List<Bytes> leaves =
          EntryBundle.parse(log.file(TileId.in(TileId.ENTRIES, bundle, log.size()))).entries();
      List<Bytes> tile = log.tile(TileId.in(0, bundle, log.size())).hashes();
      for (Bytes leaf : leaves) {
        long index = frontier.size();
        Bytes hash = MerkleHash.leaf(leaf);
        if (!tile.get((int) (index % TileId.WIDTH)).equals(hash)) {
          throw new MalformedLedgerException("leaf " + index + " isn't the tile's");
        }
        if (Leaf.parse(leaf) instanceof Leaf.Open open) {
          log.epochs.put(index, EpochEntry.parse(Entry.parse(open.entry())));
        }
        log.hashes.add(hash);
        frontier.add(hash);
      }
    }
    if (!frontier.root().equals(log.signed.checkpoint().root())) {
      throw new MalformedLedgerException("the leaves don't lead to the checkpoint's root");
    }
    return log;
  }

  long size() {
    return signed.checkpoint().size();
  }

  SignedCheckpoint signed() {
    return signed;
  }

  /// The hash of a leaf.
  Bytes leaf(long index) {
    return hashes.get(Math.toIntExact(index));
  }

  /// The epochs that began, by the indices of their entries.
  Map<Long, EpochEntry> epochs() {
    return epochs;
  }

  /// Makes and checks the proof that this log goes on where a checkpoint ended.
  ///
  /// @throws InvalidProofException if it doesn't
  void continues(Checkpoint older) throws InvalidProofException {
    ConsistencyProof proof =
        Proofs.consistency(older.size(), size(), new TiledHashes<>(size(), this::tile));
    proof.check(older.root(), signed.checkpoint().root());
  }

  private Tile tile(TileId id) {
    return tiles.computeIfAbsent(
        id,
        _ -> {
          try {
            return Tile.parse(file(id));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (MalformedLedgerException e) {
            throw new IllegalStateException(id.path(), e);
          }
        });
  }

  private Bytes file(TileId id) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(folder.resolve(id.path())));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.tile.TiledHashes;
import java.io.IOException;
import java.util.Optional;

/// Whether one tree of a log continues another, by the log's own tiles.
public final class TreeComparison {
  private TreeComparison() {}

  /// Compares a tree with the one that a log has now. That both checkpoints are signed isn't looked
  /// at.
  ///
  /// @param log has the tiles of the tree that it has now
  /// @return what speaks against it; empty if the tree now starts with all leaves of the one before
  /// @throws MalformedLedgerException if a tile can't be read
  /// @throws IOException if one isn't there
  public static Optional<String> contradiction(LogReader log, Checkpoint before, Checkpoint now)
      throws IOException, InterruptedException, MalformedLedgerException {
    if (!before.origin().equals(now.origin())) {
      return Optional.of("they are of two logs");
    }
    if (before.size() > now.size()) {
      return Optional.of(
          "the log has " + now.size() + " leaves now, and had " + before.size() + " before");
    }
    try {
      ConsistencyProof proof = proof(log, before.size(), now.size());
      proof.check(before.root(), now.root());
      return Optional.empty();
    } catch (InvalidProofException e) {
      return Optional.of(
          "the log's tiles don't lead from one tree to the other: " + e.getMessage());
    } catch (UnreadableTileException e) {
      throw e.rethrown();
    }
  }

  private static ConsistencyProof proof(LogReader log, long from, long to)
      throws UnreadableTileException {
    return Proofs.consistency(from, to, new TiledHashes<>(to, id -> tile(log, id)));
  }

  private static Tile tile(LogReader log, TileId id) throws UnreadableTileException {
    try {
      return log.tile(id).orElseThrow(() -> new IOException(id.path() + " isn't there"));
    } catch (IOException | InterruptedException | MalformedLedgerException e) {
      throw new UnreadableTileException(e);
    }
  }

  /// A tile can't be had; readers of tiles have one exception for that.
  private static final class UnreadableTileException extends Exception {
    private static final long serialVersionUID = 1;

    private final Exception why;

    UnreadableTileException(Exception why) {
      super(why);
      this.why = why;
    }

    /// Throws what it was made of.
    IllegalStateException rethrown()
        throws IOException, InterruptedException, MalformedLedgerException {
      switch (why) {
        case IOException e -> throw e;
        case InterruptedException e -> throw e;
        case MalformedLedgerException e -> throw e;
        default -> throw new IllegalStateException(why);
      }
    }
  }
}

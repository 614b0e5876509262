// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.log.MirrorRefusedException.Why;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Copies a log into a folder that any web server can show: the leaves are fetched, the tiles are
/// made from them, and all of it has to have the root that the log signed, on top of what was
/// mirrored before. Only then anything is changed.
public final class LogMirror {
  private final LogReader log;
  private final VerifierKey key;
  private final MirrorFolder mirror;
  private final LongConsumer progress;
  private final List<TileId> whole = new ArrayList<>();

  private LogMirror(LogReader log, VerifierKey key, MirrorFolder mirror, LongConsumer progress) {
    this.log = log;
    this.key = key;
    this.mirror = mirror;
    this.progress = progress;
  }

  /// What came of it.
  ///
  /// @param from size of the tree that was mirrored before
  /// @param to size of the one that is mirrored now
  /// @param files how many were added, the checkpoint not counted
  public record Mirrored(long from, long to, int files) {}

  /// The key by which a folder was mirrored before; empty if it wasn't.
  ///
  /// @throws MalformedLedgerException if the folder's key isn't one
  public static Optional<VerifierKey> key(Path folder)
      throws IOException, MalformedLedgerException {
    return MirrorFolder.key(folder);
  }

  /// Brings a mirror up to date.
  ///
  /// @param key the log's
  /// @param folder made if missing
  /// @param progress told how many leaves came, each time some came
  /// @throws MirrorRefusedException if the log contradicts itself or its key; then the mirror stays
  ///   as it was
  /// @throws MalformedLedgerException if what it serves can't be read
  /// @throws IOException if it can't be reached, or the folder can't be written
  public static Mirrored update(LogReader log, VerifierKey key, Path folder, LongConsumer progress)
      throws IOException, InterruptedException, MalformedLedgerException, MirrorRefusedException {
    try (MirrorFolder mirror = MirrorFolder.open(folder)) {
      return new LogMirror(log, key, mirror, progress).update(folder);
    }
  }

  private Mirrored update(Path folder)
      throws IOException, InterruptedException, MalformedLedgerException, MirrorRefusedException {
    Optional<VerifierKey> before = MirrorFolder.key(folder);
    if (before.isPresent() && !before.get().equals(key)) {
      throw new MirrorRefusedException(
          Why.WRONG_SIGNATURE, "the mirror is of the log " + before.get().text());
    }
    SignedCheckpoint shown = log.checkpoint();
    checkSigned(shown);
    GrowingTree tree = mirrored();
    long from = tree.size();
    Bytes root = tree.root();
    Checkpoint checkpoint = shown.checkpoint();
    if (checkpoint.size() < from) {
      throw contradicted(
          shown,
          Why.ROLLED_BACK,
          "the log has " + checkpoint.size() + " entries, the mirror " + from);
    }
    if (checkpoint.size() == from && !checkpoint.root().equals(root)) {
      throw contradicted(shown, Why.FORKED, "the log signed two trees of " + from + " entries");
    }
    fetch(tree, shown);
    if (!tree.root().equals(checkpoint.root())) {
      throw from == 0
          ? new MirrorRefusedException(
              Why.NOT_AS_SIGNED, "the leaves' tree has another root than the checkpoint")
          : contradicted(
              shown,
              Why.NOT_AS_SIGNED,
              "the checkpoint isn't that of the mirrored tree with the leaves that the log serves"
                  + " now: either they aren't what it signed, or it was forked");
    }
    for (Map.Entry<TileId, Tile> tile : tree.edge().entrySet()) {
      mirror.gather(tile.getKey().path(), tile.getValue().encoded());
    }
    int files = mirror.gathered();
    mirror.finish(key, shown.encoded(), whole);
    return new Mirrored(from, checkpoint.size(), files);
  }

  private void checkSigned(SignedCheckpoint shown) throws MirrorRefusedException {
    if (!shown.checkpoint().origin().equals(key.name())
        || Signatures.verify(shown.note(), key).isEmpty()) {
      throw new MirrorRefusedException(
          Why.WRONG_SIGNATURE, "the checkpoint isn't signed by " + key.text());
    }
  }

  private MirrorRefusedException contradicted(SignedCheckpoint shown, Why why, String problem)
      throws IOException {
    return new MirrorRefusedException(
        why, problem + "; what it shows now is kept as " + mirror.keep(shown.encoded()));
  }

  private GrowingTree mirrored() throws IOException, InterruptedException, MirrorRefusedException {
    if (mirror.empty()) {
      return new GrowingTree();
    }
    try {
      SignedCheckpoint last = mirror.reader().checkpoint();
      checkSigned(last);
      return GrowingTree.from(last.checkpoint(), mirror.reader());
    } catch (MalformedLedgerException | MirrorRefusedException e) {
      throw new MirrorRefusedException(
          Why.MIRROR_DAMAGED, "the mirror is damaged: " + e.getMessage());
    }
  }

  private void fetch(GrowingTree tree, SignedCheckpoint shown)
      throws IOException, InterruptedException, MalformedLedgerException, MirrorRefusedException {
    long size = shown.checkpoint().size();
    while (tree.size() < size) {
      TileId id = TileId.in(TileId.ENTRIES, tree.size() / TileId.WIDTH, size);
      List<Bytes> leaves =
          log.entries(id).orElseThrow(() -> new IOException(id.path() + " isn't there"));
      int known = (int) (tree.size() % TileId.WIDTH);
      for (int i = 0; i < known; i++) {
        long index = id.index() * TileId.WIDTH + i;
        if (!tree.recent(index).equals(Optional.of(MerkleHash.leaf(leaves.get(i))))) {
          throw contradicted(
              shown, Why.NOT_AS_SIGNED, "leaf " + index + " is another than the mirrored one");
        }
      }
      mirror.gather(id.path(), new EntryBundle(leaves).encoded());
      if (id.whole()) {
        whole.add(id);
      }
      for (Bytes leaf : leaves.subList(known, leaves.size())) {
        for (Map.Entry<TileId, Tile> tile : tree.add(MerkleHash.leaf(leaf)).entrySet()) {
          mirror.gather(tile.getKey().path(), tile.getValue().encoded());
          whole.add(tile.getKey());
        }
      }
      progress.accept(leaves.size() - known);
    }
  }
}

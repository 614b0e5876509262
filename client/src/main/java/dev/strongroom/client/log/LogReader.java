// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A log's files, read; nothing is verified but their form.
///
/// @param source where they are
public record LogReader(LogSource source) {
  /// Where the checkpoint is, after the log's prefix.
  public static final String CHECKPOINT = "checkpoint";

  private static final int MAX_NOTE = 1 << 20;
  private static final int MAX_JSON = 1 << 18;
  private static final int MAX_TILE = TileId.WIDTH * MerkleHash.LENGTH;
  private static final int MAX_BUNDLE = TileId.WIDTH * (2 + EntryBundle.MAX_ENTRY);

  /// The latest checkpoint.
  ///
  /// @throws MalformedLedgerException if it isn't one
  /// @throws IOException if there is none
  public SignedCheckpoint checkpoint()
      throws IOException, InterruptedException, MalformedLedgerException {
    Bytes note =
        source
            .read(CHECKPOINT, MAX_NOTE)
            .orElseThrow(() -> new IOException("there is no checkpoint"));
    return SignedCheckpoint.of(SignedNote.parse(note));
  }

  /// What a notary says of its key; empty from a mirror.
  ///
  /// @throws MalformedLedgerException if it contradicts itself, or isn't well formed
  public Optional<LogKey> key() throws IOException, InterruptedException, MalformedLedgerException {
    Optional<Bytes> json = source.read(LogKey.PATH, MAX_JSON);
    return json.isPresent() ? Optional.of(LogKey.parse(json.get())) : Optional.empty();
  }

  /// Hashes; empty if the log has no such file.
  ///
  /// @throws MalformedLedgerException if it is of another width
  public Optional<Tile> tile(TileId id)
      throws IOException, InterruptedException, MalformedLedgerException {
    Optional<Bytes> bytes = file(id, MAX_TILE);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Tile tile = Tile.parse(bytes.get());
    if (tile.width() < id.width()) {
      throw new MalformedLedgerException(id.path() + " has " + tile.width() + " hashes");
    }
    return Optional.of(tile);
  }

  /// Leaves; empty if the log has no such file.
  ///
  /// @throws MalformedLedgerException if there are fewer
  public Optional<List<Bytes>> entries(TileId id)
      throws IOException, InterruptedException, MalformedLedgerException {
    Optional<Bytes> bytes = file(id, MAX_BUNDLE);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    List<Bytes> entries = EntryBundle.parse(bytes.get()).entries();
    if (entries.size() < id.width()) {
      throw new MalformedLedgerException(id.path() + " has " + entries.size() + " entries");
    }
    return Optional.of(entries.subList(0, id.width()));
  }

  /// A log may drop a narrow file once it has the whole one (tlog-tiles, "Partial Tiles").
  private Optional<Bytes> file(TileId id, int limit) throws IOException, InterruptedException {
    Optional<Bytes> exact = source.read(id.path(), limit);
    return exact.isPresent() || id.whole() ? exact : source.read(id.completed().path(), limit);
  }

  /// The leaf of an index.
  ///
  /// @param size of the tree
  /// @throws MalformedLedgerException if the file isn't what it should be
  /// @throws IOException if it isn't there
  public Leaf leaf(long index, long size)
      throws IOException, InterruptedException, MalformedLedgerException {
    TileId id = TileId.in(TileId.ENTRIES, index / TileId.WIDTH, size);
    List<Bytes> entries =
        entries(id).orElseThrow(() -> new IOException(id.path() + " isn't there"));
    return Leaf.parse(entries.get((int) (index % TileId.WIDTH)));
  }

  /// The entry with which an epoch began, from the log's leaves.
  ///
  /// @param size of the tree
  /// @throws MalformedLedgerException if none begins there
  /// @throws IOException if the file isn't there
  public EpochEntry epoch(long index, long size)
      throws IOException, InterruptedException, MalformedLedgerException {
    if (leaf(index, size) instanceof Leaf.Open(Bytes entry)) {
      return EpochEntry.parse(Entry.parse(entry));
    }
    throw new MalformedLedgerException("no epoch begins at " + index);
  }
}

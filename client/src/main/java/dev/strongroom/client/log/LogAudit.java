// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.tile.Tile;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.upgrade.HandOverEntry;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import dev.strongroom.ledger.witness.WitnessQuorum.Evaluation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// Replays a log: every leaf, every tile, every epoch's evidence. Used once, by one thread.
public final class LogAudit {
  private final LogReader log;
  private final AuditExpectations expected;
  private final Verifier verifier;
  private final LongConsumer progress;
  private final AuditFindings findings = new AuditFindings();
  private final GrowingTree tree = new GrowingTree();
  private final SortedMap<String, Long> open = new TreeMap<>();
  private long committed;
  private Optional<StatementEntry<RecoveryStatement>> recovered = Optional.empty();

  private LogAudit(
      LogReader log, AuditExpectations expected, Verifier verifier, LongConsumer progress) {
    this.log = log;
    this.expected = expected;
    this.verifier = verifier;
    this.progress = progress;
  }

  /// Audits a log as it is now.
  ///
  /// @param verifier of the epochs' evidence
  /// @param progress told how many leaves were replayed, each time some were
  /// @throws MalformedLedgerException if there is no checkpoint that could be read
  /// @throws IOException if the log can't be reached
  public static AuditReport run(
      LogReader log, AuditExpectations expected, Verifier verifier, LongConsumer progress)
      throws IOException, InterruptedException, MalformedLedgerException {
    return new LogAudit(log, expected, verifier, progress).run();
  }

  private AuditReport run() throws IOException, InterruptedException, MalformedLedgerException {
    SignedCheckpoint shown = log.checkpoint();
    Checkpoint checkpoint = shown.checkpoint();
    EpochAudit epochs =
        new EpochAudit(
            verifier,
            expected.enclaves(),
            checkpoint.origin(),
            expected.key().map(VerifierKey::publicKey),
            findings);
    UpgradeAudit upgrades = new UpgradeAudit(checkpoint.origin(), epochs::logKey, findings);
    boolean whole = replay(checkpoint.size(), epochs, upgrades);
    if (whole) {
      edge();
      if (!tree.root().equals(checkpoint.root())) {
        findings.add(AuditCheck.ROOT, "checkpoint", "the leaves' tree has another root");
      }
    }
    checkBefore(checkpoint);
    Optional<VerifierKey> key = key(checkpoint.origin(), epochs);
    signatures(shown, key, epochs.epochs());
    Evaluation witnesses = expected.witnesses().evaluate(shown.note(), expected.latest());
    if (!witnesses.met()) {
      findings.add(AuditCheck.WITNESS_QUORUM, "checkpoint", witnesses.describe());
    }
    return new AuditReport(
        shown,
        key,
        witnesses,
        tree.size(),
        committed,
        open,
        epochs.epochs(),
        recovered,
        upgrades.upgrades(),
        findings.findings(),
        findings.more());
  }

  /// @return false if it can't go on to the end
  private boolean replay(long size, EpochAudit epochs, UpgradeAudit upgrades)
      throws IOException, InterruptedException {
    while (tree.size() < size) {
      long index = tree.size() / TileId.WIDTH;
      Optional<List<Bytes>> leaves = leaves(TileId.in(TileId.ENTRIES, index, size));
      TileId lowest = TileId.in(0, index, size);
      Optional<Tile> tile = tile(lowest);
      if (leaves.isEmpty() && tile.isEmpty()) {
        return false;
      }
      for (int i = 0; i < lowest.width(); i++) {
        Optional<Bytes> hash =
            tile.isPresent() ? Optional.of(tile.get().hashes().get(i)) : Optional.empty();
        next(
            leaves.isPresent() ? Optional.of(leaves.get().get(i)) : Optional.empty(),
            hash,
            epochs,
            upgrades);
      }
      progress.accept(lowest.width());
    }
    return true;
  }

  /// A leaf, and what the log says of its hash; one of both may be missing.
  private void next(
      Optional<Bytes> bytes, Optional<Bytes> said, EpochAudit epochs, UpgradeAudit upgrades)
      throws IOException, InterruptedException {
    long index = tree.size();
    compareBefore();
    if (bytes.isPresent()) {
      look(bytes.get(), epochs, upgrades);
    }
    Bytes hash = bytes.map(MerkleHash::leaf).or(() -> said).orElseThrow();
    if (said.isPresent() && !said.get().equals(hash)) {
      findings.add(AuditCheck.TILES, "leaf " + index, "the tile has another hash for it");
    }
    for (Map.Entry<TileId, Tile> whole : tree.add(hash).entrySet()) {
      compare(whole.getKey(), whole.getValue());
    }
  }

  private void look(Bytes bytes, EpochAudit epochs, UpgradeAudit upgrades) {
    long index = tree.size();
    boolean epoch = false;
    try {
      switch (Leaf.parse(bytes)) {
        case Leaf.Committed _ -> committed++;
        case Leaf.Open(Bytes content) -> {
          Entry entry = Entry.parse(content);
          open.merge(entry.kind(), 1L, Long::sum);
          switch (entry.kind()) {
            case EpochEntry.KIND -> {
              epoch = true;
              epochs.begins(EpochEntry.parse(entry), tree);
            }
            case RecoveryStatement.KIND -> {
              recovered = Optional.of(StatementEntry.parse(RecoveryStatement.FORM, entry));
              epochs.recovers(recovered.get(), index);
            }
            case UpgradeStatement.KIND ->
                upgrades.says(StatementEntry.parse(UpgradeStatement.FORM, entry), index);
            case HandOverEntry.KIND -> upgrades.asks(HandOverEntry.parse(entry), index);
            default -> {}
          }
        }
      }
    } catch (MalformedLedgerException e) {
      findings.add(AuditCheck.LEAF, "leaf " + index, e.getMessage());
    }
    // A log that goes on after a loss says so first.
    if (index == 0 && recovered.isEmpty()) {
      epochs.beginsWithoutRecovery();
    }
    if (index == (recovered.isPresent() ? 1 : 0) && !epoch) {
      findings.add(AuditCheck.EPOCH_FIRST, "leaf " + index, "no epoch begins there");
    }
  }

  private void compareBefore() {
    if (expected.before().isPresent()
        && expected.before().get().size() == tree.size()
        && !expected.before().get().root().equals(tree.root())) {
      findings.add(
          AuditCheck.CONSISTENCY,
          "leaf " + tree.size(),
          "the log showed another tree of this size before: it was forked");
    }
  }

  private void checkBefore(Checkpoint checkpoint) {
    if (expected.before().isEmpty()) {
      return;
    }
    compareEnd(expected.before().get(), checkpoint);
  }

  private void compareEnd(Checkpoint before, Checkpoint checkpoint) {
    if (!before.origin().equals(checkpoint.origin())) {
      findings.add(AuditCheck.CONSISTENCY, "checkpoint", "of another log than before");
    } else if (before.size() > checkpoint.size()) {
      findings.add(
          AuditCheck.CONSISTENCY,
          "checkpoint",
          "the log had " + before.size() + " entries before: it was rolled back");
    } else if (before.size() > tree.size()) {
      findings.add(AuditCheck.CONSISTENCY, "checkpoint", "the tree from before can't be compared");
    } else if (before.size() == tree.size()) {
      compareBefore();
    }
  }

  /// The narrow tiles at the end.
  private void edge() throws IOException, InterruptedException {
    for (Map.Entry<TileId, Tile> narrow : tree.edge().entrySet()) {
      // The lowest was compared hash by hash.
      if (narrow.getKey().level() > 0) {
        compare(narrow.getKey(), narrow.getValue());
      }
    }
  }

  private void compare(TileId id, Tile made) throws IOException, InterruptedException {
    if (id.level() == 0) {
      return;
    }
    Optional<Tile> served = tile(id);
    if (served.isPresent() && !served.get().hashes().subList(0, id.width()).equals(made.hashes())) {
      findings.add(AuditCheck.TILES, id.path(), "not the hashes of the leaves below it");
    }
  }

  private Optional<List<Bytes>> leaves(TileId id) throws IOException, InterruptedException {
    try {
      Optional<List<Bytes>> leaves = log.entries(id);
      if (leaves.isEmpty()) {
        findings.add(AuditCheck.ENTRIES, id.path(), "isn't there");
      }
      return leaves;
    } catch (MalformedLedgerException e) {
      findings.add(AuditCheck.ENTRIES, id.path(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Tile> tile(TileId id) throws IOException, InterruptedException {
    try {
      Optional<Tile> tile = log.tile(id);
      if (tile.isEmpty()) {
        findings.add(AuditCheck.TILES, id.path(), "isn't there");
      }
      return tile;
    } catch (MalformedLedgerException e) {
      findings.add(AuditCheck.TILES, id.path(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<VerifierKey> key(String origin, EpochAudit epochs) {
    if (expected.key().isPresent()) {
      return expected.key();
    }
    try {
      return epochs.logKey().map(bytes -> new VerifierKey(origin, KeyType.ED25519, bytes));
    } catch (IllegalArgumentException e) {
      // A name that no key can have.
      return Optional.empty();
    }
  }

  private void signatures(
      SignedCheckpoint shown, Optional<VerifierKey> key, List<AuditedEpoch> epochs) {
    if (key.isEmpty()) {
      findings.add(
          AuditCheck.LOG_SIGNATURE, "checkpoint", "no accepted evidence binds the log's key");
    } else if (!shown.checkpoint().origin().equals(key.get().name())
        || Signatures.verify(shown.note(), key.get()).isEmpty()) {
      findings.add(AuditCheck.LOG_SIGNATURE, "checkpoint", "not signed by " + key.get().text());
    }
    if (!epochs.isEmpty() && !signedBy(epochs.getLast(), shown)) {
      findings.add(
          AuditCheck.EPOCH_SIGNATURE, "checkpoint", "not signed by the key of the last epoch");
    }
  }

  private static boolean signedBy(AuditedEpoch epoch, SignedCheckpoint shown) {
    try {
      return Signatures.verify(shown.note(), epoch.entry().statement().epochVerifierKey())
          .isPresent();
    } catch (IllegalArgumentException e) {
      // A name that no key can have.
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A log of its own tree and key, whose checkpoints nobody cosigns.
final class TestLog {
  static final String ORIGIN = "example.com/log";

  private final SigningKey key;
  private final String history;
  private final EpochEntry epoch;
  private final LogTree<StorageException> tree =
      LogTree.open(
          0,
          id -> {
            throw new IllegalStateException("everything is in memory");
          });

  /// @param seed of the key: equal seeds make equal keys
  /// @param history what makes its leaves differ from another one's
  TestLog(int seed, String history) throws StorageException, MalformedLedgerException {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) seed;
    this.key = SigningKey.ofSeed(bytes);
    this.history = history;
    this.epoch =
        EpochEntry.of(
            new EpochStatement(ORIGIN, key.publicKey(), key.publicKey(), 0, MerkleHash.EMPTY_ROOT),
            Bytes.utf8("evidence"),
            Instant.EPOCH);
    tree.append(epoch.leaf().hash());
  }

  VerifierKey key() {
    return new VerifierKey(ORIGIN, KeyType.ED25519, key.publicKey());
  }

  /// Adds leaves until there are so many.
  TestLog grow(long size) {
    while (tree.size() < size) {
      tree.append(MerkleHash.leaf(Bytes.utf8(history + tree.size())));
    }
    return this;
  }

  long size() {
    return tree.size();
  }

  Bytes root(long size) throws StorageException {
    return tree.root(size);
  }

  SignedNote note(long size) throws StorageException {
    Checkpoint checkpoint = new Checkpoint(ORIGIN, size, root(size), List.of());
    return new SignedNote(
        checkpoint.text(),
        List.of(NoteSignature.of(key(), key.sign(Bytes.utf8(checkpoint.text()).toByteArray()))));
  }

  /// Its checkpoint at a size.
  Cosigned at(long size) throws StorageException, MalformedLedgerException {
    InclusionProof inclusion = tree.inclusion(0, size);
    return new Cosigned(
        SignedCheckpoint.of(note(size)),
        Optional.empty(),
        epoch,
        inclusion,
        EpochReference.to(epoch, inclusion.path()),
        List.of());
  }
}

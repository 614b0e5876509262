// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.Frontier;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.TileId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A log in memory that is written as files, each level's hashes made plainly from those below. It
/// signs whatever it is told to.
final class WrittenLog {
  static final String ORIGIN = "log.example/test";
  static final Instant COSIGNED = FakeNitro.TIME.plusSeconds(600);

  private final FakeNitro vendor;
  private final String origin;
  private final SigningKey key;
  private final SigningKey witness;
  private final List<Bytes> leaves = new ArrayList<>();
  private SigningKey epochKey;
  private long epoch;

  private WrittenLog(
      FakeNitro vendor, String origin, SigningKey key, SigningKey witness, SigningKey epochKey) {
    this.vendor = vendor;
    this.origin = origin;
    this.key = key;
    this.witness = witness;
    this.epochKey = epochKey;
  }

  static WrittenLog create(FakeNitro vendor) throws GeneralSecurityException {
    return create(vendor, ORIGIN);
  }

  static WrittenLog create(FakeNitro vendor, String origin) throws GeneralSecurityException {
    return new WrittenLog(
        vendor, origin, SigningKey.create(), SigningKey.create(), SigningKey.create());
  }

  /// A log of the same keys with the same leaves, which grows on its own.
  WrittenLog fork() {
    WrittenLog fork = new WrittenLog(vendor, origin, key, witness, epochKey);
    fork.leaves.addAll(leaves);
    fork.epoch = epoch;
    return fork;
  }

  SigningKey key() {
    return key;
  }

  SigningKey witness() {
    return witness;
  }

  SigningKey epochKey() {
    return epochKey;
  }

  int size() {
    return leaves.size();
  }

  Bytes root() {
    Frontier frontier = new Frontier();
    leaves.forEach(leaf -> frontier.add(MerkleHash.leaf(leaf)));
    return frontier.root();
  }

  /// What the next epoch would say, were it to begin now.
  EpochStatement statement() {
    return new EpochStatement(origin, key.publicKey(), epochKey.publicKey(), size(), root());
  }

  Bytes evidence(EpochStatement statement) {
    FakeDocument document = vendor.document();
    document
        .content()
        .bytes("public_key", statement.epochKey())
        .bytes("user_data", statement.binding());
    return document.issue();
  }

  void begin() throws Exception {
    epochKey = SigningKey.create();
    begin(statement());
  }

  void begin(EpochStatement statement) throws Exception {
    begin(EpochEntry.of(statement, evidence(statement), FakeNitro.TIME));
  }

  void begin(EpochEntry entry) {
    epoch = size();
    leaves.add(entry.leaf().encoded());
  }

  void add(int count) {
    for (int i = 0; i < count; i++) {
      leaves.add(Leaf.committing(Bytes.utf8("entry " + leaves.size()), Bytes.zeros(32)).encoded());
    }
  }

  void add(Bytes leaf) {
    leaves.add(leaf);
  }

  /// Signed by log, epoch and witness.
  String checkpoint() throws GeneralSecurityException {
    String text = new Checkpoint(origin, size(), root(), List.of()).text();
    List<NoteSignature> signatures =
        List.of(
            key.sign(origin, text),
            epochKey.sign(origin + "/epoch/" + epoch, text),
            witness.cosign("witness.example", text, COSIGNED));
    return new SignedNote(text, signatures).encoded();
  }

  /// Writes all files, narrow ones included.
  void write(Path folder) throws IOException, GeneralSecurityException {
    for (int first = 0; first < leaves.size(); first += TileId.WIDTH) {
      List<Bytes> bundle = leaves.subList(first, Math.min(leaves.size(), first + TileId.WIDTH));
      write(
          folder,
          new TileId(TileId.ENTRIES, first / TileId.WIDTH, bundle.size()),
          new EntryBundle(bundle).encoded());
    }
    List<Bytes> hashes = leaves.stream().map(MerkleHash::leaf).toList();
    for (int level = 0; !hashes.isEmpty(); level++) {
      List<Bytes> above = new ArrayList<>();
      for (int first = 0; first < hashes.size(); first += TileId.WIDTH) {
        List<Bytes> tile = hashes.subList(first, Math.min(hashes.size(), first + TileId.WIDTH));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tile.forEach(hash -> bytes.writeBytes(hash.toByteArray()));
        write(
            folder,
            new TileId(level, first / TileId.WIDTH, tile.size()),
            Bytes.copyOf(bytes.toByteArray()));
        if (tile.size() == TileId.WIDTH) {
          Frontier frontier = new Frontier();
          tile.forEach(frontier::add);
          above.add(frontier.root());
        }
      }
      hashes = above;
    }
    Files.writeString(folder.resolve("checkpoint"), checkpoint());
  }

  private static void write(Path folder, TileId id, Bytes content) throws IOException {
    Path file = folder.resolve(id.path());
    Files.createDirectories(file.getParent());
    Files.write(file, content.toByteArray());
  }
}

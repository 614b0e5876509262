// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.StrictBase64;
import java.util.ArrayList;
import java.util.List;

/// What a log asks a witness to cosign: the body of `POST PREFIX/add-checkpoint` (C2SP
/// tlog-witness, "add-checkpoint").
///
/// @param note the new checkpoint with the log's signature
/// @param checkpoint what it says
/// @param proof from the size that the witness saw last
public record AddCheckpoint(SignedNote note, Checkpoint checkpoint, ConsistencyProof proof) {
  /// Of the status 409's body, which is a size.
  public static final String SIZE_TYPE = "text/x.tlog.size";

  private static final String OLD = "old ";
  private static final int MAX_HASHES = 63;

  /// A request for a checkpoint.
  ///
  /// @throws MalformedLedgerException if the note isn't a checkpoint
  public static AddCheckpoint of(SignedNote note, ConsistencyProof proof)
      throws MalformedLedgerException {
    return new AddCheckpoint(note, Checkpoint.parse(note.text()), proof);
  }

  /// Reads a body.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static AddCheckpoint parse(String body) throws MalformedLedgerException {
    int end = body.indexOf("\n\n");
    if (end < 0 || !body.startsWith(OLD)) {
      throw new MalformedLedgerException("no line with the old size, or no empty line");
    }
    List<String> lines = List.of(body.substring(0, end).split("\n", -1));
    if (lines.size() > MAX_HASHES + 1) {
      throw new MalformedLedgerException("more than " + MAX_HASHES + " hashes");
    }
    List<Bytes> path = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Bytes hash = StrictBase64.decode(line, "a hash of the proof");
      if (hash.length() != MerkleHash.LENGTH) {
        throw new MalformedLedgerException("a hash of " + hash.length() + " bytes");
      }
      path.add(hash);
    }
    SignedNote note = SignedNote.parse(body.substring(end + 2));
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    long old = Checkpoint.size(lines.getFirst().substring(OLD.length()));
    return new AddCheckpoint(note, checkpoint, new ConsistencyProof(old, checkpoint.size(), path));
  }

  /// The body.
  public String encoded() {
    StringBuilder body = new StringBuilder(OLD).append(proof.from()).append('\n');
    proof.path().forEach(hash -> body.append(StrictBase64.encode(hash)).append('\n'));
    return body.append('\n').append(note.encoded()).toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.proof;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.StrictBase64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// That an entry is in a log, and who saw it: the text that is kept in files `*.tlog-proof` (C2SP
/// tlog-proof, "Format"). Nothing is verified yet; `ledger.policy` does that.
///
/// @param extra what an application put beside it, which nobody signed; not empty
/// @param inclusion where the entry is, in the tree of the checkpoint
/// @param note the checkpoint with its signatures
/// @param checkpoint what the note says
public record TlogProof(
    Optional<Bytes> extra, InclusionProof inclusion, SignedNote note, Checkpoint checkpoint) {
  /// How files that hold one end.
  public static final String FILE_EXTENSION = ".tlog-proof";

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int MAX_HASHES = 63;
  private static final int MAX_LENGTH = 1 << 21;

  /// Checks that the parts belong together.
  ///
  /// @throws IllegalArgumentException if they don't
  public TlogProof {
    if (!note.text().equals(checkpoint.text()) || inclusion.size() != checkpoint.size()) {
      throw new IllegalArgumentException("note, checkpoint and tree size differ");
    }
    if (extra.isPresent() && extra.get().isEmpty()) {
      throw new IllegalArgumentException("extra data without bytes");
    }
    if (inclusion.path().stream().anyMatch(hash -> hash.length() != MerkleHash.LENGTH)) {
      throw new IllegalArgumentException("a hash that isn't one");
    }
  }

  /// A proof from a log's answer.
  ///
  /// @throws MalformedLedgerException if the note isn't a checkpoint of the proof's tree
  public static TlogProof of(Optional<Bytes> extra, InclusionProof inclusion, SignedNote note)
      throws MalformedLedgerException {
    try {
      return new TlogProof(extra, inclusion, note, Checkpoint.parse(note.text()));
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException(String.valueOf(e.getMessage()));
    }
  }

  /// Reads a proof's bytes.
  ///
  /// @throws MalformedLedgerException if they aren't one
  public static TlogProof parse(Bytes encoded) throws MalformedLedgerException {
    String text = encoded.length() > MAX_LENGTH ? null : encoded.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("the proof isn't UTF-8, or longer than two mebibytes");
    }
    return parse(text);
  }

  /// Reads a proof.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static TlogProof parse(String text) throws MalformedLedgerException {
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new MalformedLedgerException("no empty line before the checkpoint");
    }
    List<String> lines = List.of(text.substring(0, end).split("\n", -1));
    if (!lines.getFirst().equals(HEADER)) {
      throw new MalformedLedgerException("the first line isn't " + HEADER);
    }
    int at = 1;
    Optional<Bytes> extra = Optional.empty();
    if (at < lines.size() && lines.get(at).startsWith(EXTRA)) {
      extra = Optional.of(extra(lines.get(at++).substring(EXTRA.length())));
    }
    if (at == lines.size() || !lines.get(at).startsWith(INDEX)) {
      throw new MalformedLedgerException("no line with the index");
    }
    long index = index(lines.get(at++).substring(INDEX.length()));
    List<Bytes> path = path(lines.subList(at, lines.size()));
    SignedNote note = SignedNote.parse(text.substring(end + 2));
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    return new TlogProof(
        extra, new InclusionProof(index, checkpoint.size(), path), note, checkpoint);
  }

  private static Bytes extra(String encoded) throws MalformedLedgerException {
    Bytes extra = StrictBase64.decode(encoded, "the extra data");
    if (extra.isEmpty()) {
      throw new MalformedLedgerException("a line for extra data without any");
    }
    return extra;
  }

  private static long index(String digits) throws MalformedLedgerException {
    try {
      // Written as a checkpoint's size is.
      return Checkpoint.size(digits);
    } catch (MalformedLedgerException e) {
      throw new MalformedLedgerException("the index of the entry isn't one");
    }
  }

  private static List<Bytes> path(List<String> lines) throws MalformedLedgerException {
    if (lines.size() > MAX_HASHES) {
      throw new MalformedLedgerException("more than " + MAX_HASHES + " hashes");
    }
    List<Bytes> path = new ArrayList<>();
    for (String line : lines) {
      Bytes hash = StrictBase64.decode(line, "a hash of the proof");
      if (hash.length() != MerkleHash.LENGTH) {
        throw new MalformedLedgerException("a hash of " + hash.length() + " bytes");
      }
      path.add(hash);
    }
    return path;
  }

  /// The text.
  public String encoded() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    extra.ifPresent(bytes -> text.append(EXTRA).append(StrictBase64.encode(bytes)).append('\n'));
    text.append(INDEX).append(inclusion.index()).append('\n');
    inclusion.path().forEach(hash -> text.append(StrictBase64.encode(hash)).append('\n'));
    return text.append('\n').append(note.encoded()).toString();
  }
}

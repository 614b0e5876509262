// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.VerifierKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a witness answered when it was asked to cosign a checkpoint.
public sealed interface WitnessAnswer {
  /// It cosigned.
  ///
  /// @param lines one or more, each verified; in the answer's order
  record Cosigned(List<Line> lines) implements WitnessAnswer {
    /// Copies the list.
    public Cosigned {
      lines = List.copyOf(lines);
    }

    /// The lines to add to the checkpoint's note.
    public List<NoteSignature> signatures() {
      return lines.stream().map(Line::signature).toList();
    }
  }

  /// A cosignature that is good.
  ///
  /// @param time when the witness says that it made it; empty where an ML-DSA signature says none
  record Line(VerifierKey key, NoteSignature signature, Optional<Instant> time) {}

  /// It doesn't stand where the proof starts: it wants one from `size`, which isn't beyond the
  /// checkpoint. Nothing is wrong yet.
  record Behind(long size) implements WitnessAnswer {}

  /// It cosigned a tree of `size` leaves, more than the checkpoint has: who asks has lost leaves.
  record Ahead(long size) implements WitnessAnswer {}

  /// It cosigned another root for a tree of the checkpoint's size: there are two histories.
  record Forked(long size) implements WitnessAnswer {}

  /// It refused.
  ///
  /// @param status of HTTP, 400 to 599, never 409
  /// @param reason its own words, made printable; may be empty
  record Refused(int status, String reason) implements WitnessAnswer {}

  /// Not an answer of the protocol, or cosignatures of nobody we know.
  record Malformed(String problem) implements WitnessAnswer {}
}

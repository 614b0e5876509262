// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;

/// A checkpoint and whoever says to have signed it. Nothing is verified yet.
///
/// @param note the text with its signatures
/// @param checkpoint what the text says
public record SignedCheckpoint(SignedNote note, Checkpoint checkpoint) {
  /// Checks that both say the same.
  ///
  /// @throws IllegalArgumentException if they don't
  public SignedCheckpoint {
    if (!checkpoint.text().equals(note.text())) {
      throw new IllegalArgumentException("a checkpoint other than the note's");
    }
  }

  /// A note as a checkpoint.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static SignedCheckpoint of(SignedNote note) throws MalformedLedgerException {
    return new SignedCheckpoint(note, Checkpoint.parse(note.text()));
  }

  /// Reads a signed note.
  ///
  /// @throws MalformedLedgerException if it isn't a checkpoint's
  public static SignedCheckpoint parse(String note) throws MalformedLedgerException {
    return of(SignedNote.parse(note));
  }

  /// The note as it travels.
  public String encoded() {
    return note.encoded();
  }
}

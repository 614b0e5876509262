// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.note.NoteSignature;
import java.util.List;

/// What a witness answers when it is asked to cosign a checkpoint.
public sealed interface WitnessReply {
  /// It cosigned, and will remember it.
  ///
  /// @param lines one for each of its keys
  record Cosigned(List<NoteSignature> lines) implements WitnessReply {
    /// Copies the list.
    public Cosigned {
      lines = List.copyOf(lines);
    }
  }

  /// It has cosigned another checkpoint than the request starts from.
  ///
  /// @param size of the last tree that it cosigned
  record Conflict(long size) implements WitnessReply {}

  /// It won't.
  ///
  /// @param detail for people
  record Refused(Refusal why, String detail) implements WitnessReply {}
}

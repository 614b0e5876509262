// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.note.SignedNote;
import java.time.Instant;

/// A log's misbehaviour, which anybody can check: it signed two roots for trees of one size.
///
/// @param origin of the log
/// @param size that both trees have, in leaves
/// @param cosigned the checkpoint that the witness had cosigned, with the log's signature
/// @param other the checkpoint that it was then asked to cosign, with the log's signature
/// @param seen when it was asked
public record Fork(String origin, long size, SignedNote cosigned, SignedNote other, Instant seen) {
  /// More of one log say nothing new.
  public static final int KEPT_PER_LOG = 16;
}

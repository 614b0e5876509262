// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.SignedNote;
import java.time.Instant;

/// The last checkpoint of a log that the witness cosigned.
///
/// @param origin of the log
/// @param size in leaves
/// @param root of the tree
/// @param note the checkpoint with those of the log's signatures that were verified
/// @param time of the last cosignature, in whole seconds
public record LogState(String origin, long size, Bytes root, SignedNote note, Instant time) {}

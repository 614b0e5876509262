// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

/// Something that a witness's operator wants to know.
///
/// @param detail for people; may quote what a log sent
public record Incident(Kind kind, String detail) {
  /// What happened.
  public enum Kind {
    /// A log signed two roots for one size; the evidence is kept.
    FORK,
    /// A log's first key was pinned.
    PINNED,
    /// The clock stands before the last cosignature.
    CLOCK,
    /// The list of logs can't be read; nothing is cosigned.
    LOGS,
    /// The state can't be read or written; nothing is cosigned.
    STORE
  }
}

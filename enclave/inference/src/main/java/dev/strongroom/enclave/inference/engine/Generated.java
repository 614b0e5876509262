// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.engine;

/// What came of a generation.
///
/// @param tokens how many were written, the mark at the end not counted
/// @param end why there are no more
public record Generated(int tokens, End end) {
  /// Why nothing more was written.
  public enum End {
    /// The model ended it.
    MODEL,
    /// As many were written as were allowed, or as have room.
    LENGTH,
    /// The sink had enough.
    SINK
  }
}

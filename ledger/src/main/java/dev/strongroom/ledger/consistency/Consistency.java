// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

/// How two views of logs go together.
public sealed interface Consistency {
  /// Neither contradicts the other: one tree starts with the other.
  ///
  /// @param detail what shows it
  record Agree(String detail) implements Consistency {}

  /// Nothing contradicts, and nothing shows that one tree starts with the other: that takes a
  /// consistency proof.
  ///
  /// @param from size of the older tree
  /// @param to size of the newer one
  /// @param detail what is missing
  record Unknown(long from, long to, String detail) implements Consistency {}

  /// The log signed two trees that contradict one another.
  ///
  /// @param proof for anybody
  /// @param detail in which leaves
  record Fork(ForkProof proof, String detail) implements Consistency {}

  /// They can't be compared: of two logs, or one of them isn't signed or doesn't hold.
  record Incomparable(String detail) implements Consistency {}
}

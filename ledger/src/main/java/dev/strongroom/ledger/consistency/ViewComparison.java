// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.List;
import java.util.Optional;

/// Compares two views of a log, of whatever sizes. Pure computation.
public final class ViewComparison {
  private ViewComparison() {}

  /// Compares two receipts, each of which names its log's key.
  ///
  /// @param proof from the older tree to the newer one, if there is one
  public static Consistency compare(Receipt one, Receipt other, Optional<ConsistencyProof> proof) {
    VerifierKey log;
    try {
      log = one.epoch().entry().statement().logVerifierKey();
      if (!log.equals(other.epoch().entry().statement().logVerifierKey())) {
        return new Consistency.Incomparable("receipts of two logs, or of two keys of one");
      }
    } catch (IllegalArgumentException e) {
      return new Consistency.Incomparable("an origin that can't name a key");
    }
    return compare(log, TreeView.of(one), TreeView.of(other), proof);
  }

  /// Compares two views.
  ///
  /// @param log whose signature both have to have
  /// @param proof from the older tree to the newer one, if there is one
  public static Consistency compare(
      VerifierKey log, TreeView one, TreeView other, Optional<ConsistencyProof> proof) {
    for (TreeView view : List.of(one, other)) {
      if (!view.isSignedBy(log)) {
        return new Consistency.Incomparable("a checkpoint isn't signed by " + log.name());
      }
    }
    KnownTree first;
    KnownTree second;
    try {
      first = one.known();
      second = other.known();
    } catch (InvalidProofException e) {
      return new Consistency.Incomparable("a leaf isn't in its tree: " + e.getMessage());
    }
    Optional<String> contradiction = first.contradiction(second);
    if (contradiction.isPresent()) {
      return new Consistency.Fork(new ForkProof(log, one, other), contradiction.get());
    }
    return first.size() <= second.size()
        ? extension(first, second, proof)
        : extension(second, first, proof);
  }

  private static Consistency extension(
      KnownTree older, KnownTree newer, Optional<ConsistencyProof> proof) {
    if (older.size() == newer.size()) {
      return new Consistency.Agree("the same tree of " + older.size() + " leaves");
    }
    if (newer.continues(older)) {
      return new Consistency.Agree(
          "the paths show that the tree of "
              + newer.size()
              + " leaves starts with that of "
              + older.size());
    }
    if (proof.isEmpty()) {
      return unknown(older, newer, "a consistency proof is needed");
    }
    try {
      if (proof.get().from() == older.size() && proof.get().to() == newer.size()) {
        proof.get().check(older.root(), newer.root());
        return new Consistency.Agree(
            "the tree of " + newer.size() + " leaves starts with that of " + older.size());
      }
      return unknown(older, newer, "the consistency proof is between other sizes");
    } catch (InvalidProofException e) {
      // A bad proof shows nothing: anybody can make one.
      return unknown(older, newer, "the consistency proof doesn't hold: " + e.getMessage());
    }
  }

  private static Consistency unknown(KnownTree older, KnownTree newer, String detail) {
    return new Consistency.Unknown(
        older.size(), newer.size(), detail + " from " + older.size() + " to " + newer.size());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;

/// The hashes of a tree's complete subtrees, wherever they are kept.
///
/// @param <E> how reading can fail
@FunctionalInterface
public interface HashReader<E extends Exception> {
  /// The hash of the subtree over the leaves from `index << level` to `(index + 1) << level`.
  ///
  /// @param level 0 for a leaf
  Bytes read(int level, long index) throws E;
}

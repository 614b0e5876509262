// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.Frontier;
import java.security.MessageDigest;

/// The tree over a response's chunks, made while they go by: each leaf is a chunk with a salt of
/// its own, hashed as RFC 9162 (2.1.1) hashes leaves. Keeps no chunk. Not thread-safe.
public final class ResponseTree {
  private static final byte LEAF = 0;

  private final Bytes salt;
  private final Frontier tree = new Frontier();

  /// A tree without leaves.
  ///
  /// @param salt the client's, 32 bytes
  public ResponseTree(Bytes salt) {
    InferenceDigests.checkSalt(salt);
    this.salt = salt;
  }

  /// Adds the next chunk.
  public void add(Bytes chunk) {
    tree.add(leaf(InferenceDigests.chunkSalt(salt, tree.size()), chunk));
  }

  /// The leaf's hash of a chunk.
  ///
  /// @param chunkSalt from [InferenceDigests#chunkSalt]
  public static Bytes leaf(Bytes chunkSalt, Bytes chunk) {
    MessageDigest sha256 = InferenceDigests.sha256();
    sha256.update(LEAF);
    chunkSalt.updateTo(sha256);
    chunk.updateTo(sha256);
    return Bytes.copyOf(sha256.digest());
  }

  /// How many chunks there are.
  public long size() {
    return tree.size();
  }

  /// The root.
  public Bytes root() {
    return tree.root();
  }
}

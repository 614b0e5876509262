// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.merkle;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of a tree with SHA-256 (RFC 9162, 2.1.1). Leaves and nodes are hashed apart, so that
/// no node can be shown as a leaf.
public final class MerkleHash {
  /// Of every hash, in bytes.
  public static final int LENGTH = 32;

  /// The root of the tree without leaves.
  public static final Bytes EMPTY_ROOT = digest((byte) -1);

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleHash() {}

  /// The hash of a leaf.
  ///
  /// @param data what the leaf holds
  public static Bytes leaf(Bytes data) {
    return digest(LEAF, data);
  }

  /// The hash of a node above two others.
  public static Bytes node(Bytes left, Bytes right) {
    return digest(NODE, left, right);
  }

  private static Bytes digest(byte prefix, Bytes... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      if (prefix >= 0) {
        sha256.update(prefix);
      }
      for (Bytes part : parts) {
        part.updateTo(sha256);
      }
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

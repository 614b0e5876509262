// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.nio.ByteBuffer;
import java.util.Optional;

/// How far the log got: sealed, so that the host can show an old one, but not make one.
///
/// @param size leaves that are durable
/// @param root of the tree of these leaves
public record Head(long size, Bytes root) {
  private static final byte FORMAT = 1;
  private static final int LENGTH = 1 + Long.BYTES + MerkleHash.LENGTH;

  /// The head of a log that has nothing in it.
  public static final Head EMPTY = new Head(0, MerkleHash.EMPTY_ROOT);

  byte[] encoded() {
    return ByteBuffer.allocate(LENGTH).put(FORMAT).putLong(size).put(root.toByteArray()).array();
  }

  static Optional<Head> decoded(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    long size = buffer.getLong();
    byte[] root = new byte[MerkleHash.LENGTH];
    buffer.get(root);
    return size < 0 ? Optional.empty() : Optional.of(new Head(size, Bytes.copyOf(root)));
  }
}

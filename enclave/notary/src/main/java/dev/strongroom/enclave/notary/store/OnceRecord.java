// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What a request with an idempotency key led to.
///
/// @param batchStart index of the first leaf of its batch
/// @param start index of its first entry
/// @param request SHA-256 of what was asked for: the same key can't stand for something else
public record OnceRecord(long batchStart, long start, Bytes request) {
  private static final byte FORMAT = 1;
  private static final int DIGEST = 32;
  private static final int LENGTH = 1 + 2 * Long.BYTES + DIGEST;

  byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .put(FORMAT)
        .putLong(batchStart)
        .putLong(start)
        .put(request.toByteArray())
        .array();
  }

  static Optional<OnceRecord> decoded(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    long batchStart = buffer.getLong();
    long start = buffer.getLong();
    byte[] request = new byte[DIGEST];
    buffer.get(request);
    return Optional.of(new OnceRecord(batchStart, start, Bytes.copyOf(request)));
  }
}

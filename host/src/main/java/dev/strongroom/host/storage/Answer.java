// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.store.Entry;
import dev.strongroom.host.store.Page;
import dev.strongroom.host.store.StoreFailure;
import dev.strongroom.host.store.Versioned;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// What is said to one request, without its id (`docs/storage-protocol.md`, sections 3 and 4).
///
/// @param status how it went
/// @param body what belongs to that
record Answer(Status status, Bytes body) {
  private static final Bytes ABSENT = Bytes.zeros(1);
  private static final int ENTRY_OVERHEAD = 14;

  static Answer failed(Status status) {
    return new Answer(status, Bytes.EMPTY);
  }

  static Answer failed(StoreFailure failure) {
    if (failure instanceof StoreFailure.Conflict conflict) {
      ByteBuffer body = ByteBuffer.allocate(10);
      body.putShort((short) conflict.index()).putLong(conflict.current());
      return new Answer(Status.CONFLICT, Bytes.copyOf(body.array()));
    }
    return failed(Status.of(failure));
  }

  static Answer got(Optional<Versioned> found) {
    if (found.isEmpty()) {
      return done(ABSENT);
    }
    Versioned entry = found.orElseThrow();
    ByteBuffer body = ByteBuffer.allocate(13 + entry.value().length());
    body.put((byte) 1).putLong(entry.version());
    putValue(body, entry.value());
    return done(Bytes.copyOf(body.array()));
  }

  static Answer put(long version) {
    return done(Bytes.copyOf(ByteBuffer.allocate(8).putLong(version).array()));
  }

  static Answer put(List<Long> versions) {
    ByteBuffer body = ByteBuffer.allocate(2 + 8 * versions.size());
    body.putShort((short) versions.size());
    versions.forEach(body::putLong);
    return done(Bytes.copyOf(body.array()));
  }

  static Answer deleted() {
    return done(Bytes.EMPTY);
  }

  static Answer page(Page page) {
    int size = 3;
    for (Entry entry : page.entries()) {
      size += ENTRY_OVERHEAD + entry.key().length() + entry.value().length();
    }
    ByteBuffer body = ByteBuffer.allocate(size);
    body.put((byte) (page.more() ? 1 : 0)).putShort((short) page.entries().size());
    for (Entry entry : page.entries()) {
      body.putShort((short) entry.key().length()).put(entry.key().toByteArray());
      body.putLong(entry.version());
      putValue(body, entry.value());
    }
    return done(Bytes.copyOf(body.array()));
  }

  /// The answer's frame.
  byte[] frame(long id) {
    return ByteBuffer.allocate(Frames.LENGTH + Frames.SHORTEST + body.length())
        .putInt(Frames.SHORTEST + body.length())
        .putLong(id)
        .put(status.code())
        .put(body.toByteArray())
        .array();
  }

  private static Answer done(Bytes body) {
    return new Answer(Status.DONE, body);
  }

  private static void putValue(ByteBuffer body, Bytes value) {
    body.putInt(value.length()).put(value.toByteArray());
  }
}

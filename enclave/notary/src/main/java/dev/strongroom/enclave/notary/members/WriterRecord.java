// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Who writes the log, as the host's store has it. It tells members whom to ask and when to take
/// over; that only one writes is the log's own matter.
///
/// @param term how many times the log was taken over; of each only one enclave writes
/// @param beat goes on as long as the writer lives
/// @param held false once the writer gave it up
/// @param writer names one boot of one enclave: SHA-256 of its key statement
record WriterRecord(long term, long beat, boolean held, Bytes writer) {
  private static final byte FORMAT = 1;
  private static final int NAME = 32;
  private static final int LENGTH = 1 + 2 * Long.BYTES + 1 + NAME;

  byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .put(FORMAT)
        .putLong(term)
        .putLong(beat)
        .put((byte) (held ? 1 : 0))
        .put(writer.toByteArray())
        .array();
  }

  static Optional<WriterRecord> decoded(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != FORMAT) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    long term = buffer.getLong();
    long beat = buffer.getLong();
    boolean held = buffer.get() == 1;
    byte[] writer = new byte[NAME];
    buffer.get(writer);
    return Optional.of(new WriterRecord(term, beat, held, Bytes.copyOf(writer)));
  }
}

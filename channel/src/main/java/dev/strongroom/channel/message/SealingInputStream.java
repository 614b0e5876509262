// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The encrypted form of a request's body, chunk by chunk as it is read. If the body fails, so does
/// this, and there is no final chunk. Not thread-safe.
final class SealingInputStream extends InputStream {
  private final ChunkSealer sealer;
  private final InputStream body;
  private byte[] next;
  private int nextLength;
  private ByteBuffer sealed;
  private boolean finalSealed;

  private SealingInputStream(ByteBuffer start, ChunkSealer sealer, InputStream body) {
    this.sealed = start;
    this.sealer = sealer;
    this.body = body;
    this.next = new byte[0];
    this.nextLength = -1;
  }

  /// @param head the fields
  static SealingInputStream of(Bytes header, ByteBuffer head, ChunkCipher cipher, InputStream body)
      throws MessageException {
    ChunkSealer sealer = new ChunkSealer(cipher);
    byte[] chunk = sealer.head(head);
    ByteBuffer start =
        ByteBuffer.allocate(header.length() + chunk.length)
            .put(header.toByteArray())
            .put(chunk)
            .flip();
    return new SealingInputStream(start, sealer, body);
  }

  @Override
  public int read() throws IOException {
    return fill() ? Byte.toUnsignedInt(sealed.get()) : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, sealed.remaining());
    sealed.get(buffer, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  /// Seals the next chunk if there is nothing left of the last. Reads one chunk ahead, because the
  /// last one has to say that it is.
  private boolean fill() throws IOException {
    if (sealed.hasRemaining()) {
      return true;
    }
    if (finalSealed) {
      return false;
    }
    if (nextLength < 0) {
      next = new byte[MessageFormat.MAX_CHUNK];
      nextLength = body.readNBytes(next, 0, next.length);
    }
    byte[] after = new byte[MessageFormat.MAX_CHUNK];
    int afterLength = nextLength < next.length ? 0 : body.readNBytes(after, 0, after.length);
    finalSealed = afterLength == 0;
    sealed =
        ByteBuffer.wrap(sealer.chunk(finalSealed ? Mark.FINAL : Mark.MORE, next, 0, nextLength));
    next = after;
    nextLength = afterLength;
    return true;
  }
}

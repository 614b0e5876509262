// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.jspecify.annotations.Nullable;

/// Opens the chunks of one message: first its head, then, as a stream, its body. Hands out nothing
/// that wasn't authenticated, and ends only after the final chunk. What failed once fails always.
/// Not thread-safe.
final class ChunkReader extends InputStream {
  private final InputStream in;
  private final ChunkCipher cipher;
  private ByteBuffer opened = ByteBuffer.allocate(0);
  private long left = MessageFormat.MAX_CHUNKS;
  private boolean finalSeen;
  private boolean ended;
  private @Nullable MessageException failure;

  ChunkReader(InputStream in, ChunkCipher cipher) {
    this.in = in;
    this.cipher = cipher;
  }

  /// The first chunk; before the body.
  ByteBuffer head() throws MessageException {
    return next(true);
  }

  @Override
  public int read() throws IOException {
    return available(1) ? Byte.toUnsignedInt(opened.get()) : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (!available(length)) {
      return -1;
    }
    int count = Math.min(length, opened.remaining());
    opened.get(buffer, offset, count);
    return count;
  }

  @Override
  public int available() {
    return opened.remaining();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /// Whether there is a byte to hand out; opens a chunk if need be.
  private boolean available(int wanted) throws MessageException {
    if (failure != null) {
      throw failure;
    }
    while (wanted > 0 && !opened.hasRemaining()) {
      if (ended) {
        return false;
      }
      try {
        if (finalSeen) {
          end();
        } else {
          opened = next(false);
        }
      } catch (MessageException e) {
        failure = e;
        throw e;
      }
    }
    return true;
  }

  private void end() throws MessageException {
    if (read(1, false).length != 0) {
      throw new MessageException(Refusal.TRAILING, "bytes after the final chunk");
    }
    ended = true;
  }

  private ByteBuffer next(boolean head) throws MessageException {
    if (left-- <= 0) {
      throw new MessageException(Refusal.TOO_LONG, "more chunks than a message may have");
    }
    byte[] frame = read(Mark.FRAME, true);
    Mark mark = Mark.of(frame[0]);
    int length = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(1));
    if ((mark == Mark.HEAD) != head) {
      throw new MessageException(Refusal.MALFORMED, "no such chunk may stand there");
    }
    if (length > MessageFormat.MAX_CHUNK || (length == 0 && mark != Mark.FINAL)) {
      throw new MessageException(Refusal.MALFORMED, "a chunk of " + length + " bytes");
    }
    byte[] sealed = read(length + ChunkCipher.TAG, true);
    try {
      ByteBuffer plaintext = ByteBuffer.wrap(cipher.open(frame, sealed));
      finalSeen = mark == Mark.FINAL;
      return plaintext;
    } catch (InvalidCipherTextException e) {
      throw new MessageException(Refusal.NOT_OPENED, "a chunk that isn't this message's next", e);
    }
  }

  private byte[] read(int count, boolean whole) throws MessageException {
    try {
      byte[] bytes = in.readNBytes(count);
      if (whole && bytes.length < count) {
        throw new MessageException(Refusal.TRUNCATED, "ended before the final chunk");
      }
      return bytes;
    } catch (MessageException e) {
      throw e;
    } catch (IOException e) {
      throw new MessageException(Refusal.TRUNCATED, "the connection failed before the end", e);
    }
  }
}

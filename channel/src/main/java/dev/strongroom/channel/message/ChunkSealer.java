// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;

/// Makes the chunks of one message. Not thread-safe.
final class ChunkSealer {
  private final ChunkCipher cipher;
  private long left = MessageFormat.MAX_CHUNKS;

  ChunkSealer(ChunkCipher cipher) {
    this.cipher = cipher;
  }

  /// The first chunk, frame included.
  byte[] head(ByteBuffer head) throws MessageException {
    byte[] plaintext = new byte[head.remaining()];
    head.get(plaintext);
    return chunk(Mark.HEAD, plaintext, 0, plaintext.length);
  }

  /// The next chunk, frame included.
  ///
  /// @throws MessageException if there were too many
  byte[] chunk(Mark mark, byte[] plaintext, int from, int length) throws MessageException {
    if (left-- <= 0) {
      throw new MessageException(
          MessageException.Refusal.TOO_LONG, "more chunks than a message may have");
    }
    byte[] frame = mark.frame(length);
    try {
      byte[] sealed = cipher.seal(frame, plaintext, from, length);
      byte[] chunk = Arrays.copyOf(frame, Mark.FRAME + sealed.length);
      System.arraycopy(sealed, 0, chunk, Mark.FRAME, sealed.length);
      return chunk;
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing can't fail", e);
    }
  }
}

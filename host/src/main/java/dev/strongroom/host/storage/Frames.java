// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

import dev.strongroom.attestation.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Reads frames (`docs/storage-protocol.md`, section 1).
final class Frames {
  /// Bytes of a frame's length.
  static final int LENGTH = 4;

  /// Bytes of the shortest frame: an id and one byte more.
  static final int SHORTEST = 9;

  /// Bytes of the longest.
  static final int LONGEST = 4 << 20;

  /// What [#nextLength] gives when nothing follows.
  static final long END = -1;

  private final InputStream in;

  Frames(InputStream in) {
    this.in = in;
  }

  /// The length of the next frame, allowed or not.
  long nextLength() throws IOException {
    byte[] length = in.readNBytes(LENGTH);
    if (length.length == 0) {
      return END;
    }
    if (length.length < LENGTH) {
      throw new EOFException("ended inside a frame's length");
    }
    return Integer.toUnsignedLong(ByteBuffer.wrap(length).getInt());
  }

  /// The next frame's content. Makes room as it arrives, not as it was announced.
  Bytes next(int length) throws IOException {
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException("ended inside a frame");
    }
    return Bytes.copyOf(content);
  }
}

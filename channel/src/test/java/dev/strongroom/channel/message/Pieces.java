// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes encrypted messages apart, as everybody on the way can.
final class Pieces {
  private Pieces() {}

  /// The header, then each chunk.
  static List<byte[]> of(byte[] message, int header) {
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(Arrays.copyOf(message, header));
    for (int from = header; from < message.length; ) {
      int length = ((message[from + 1] & 0xff) << 8) | (message[from + 2] & 0xff);
      int end = from + Mark.FRAME + length + ChunkCipher.TAG;
      pieces.add(Arrays.copyOfRange(message, from, end));
      from = end;
    }
    return pieces;
  }

  static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }
}

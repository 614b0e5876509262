// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes that come in pieces, as text: characters that were cut are held back until they are whole.
/// Bytes that are no UTF-8 become U+FFFD, the same wherever they were cut.
final class Utf8Text {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /// Three bytes at most: the beginning of a character.
  private Bytes held = Bytes.EMPTY;

  /// What is whole now.
  String add(Bytes piece) {
    return decode(piece, false);
  }

  /// What was held back, and can't become whole any more.
  String end() {
    return decode(Bytes.EMPTY, true);
  }

  private String decode(Bytes piece, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(held.length() + piece.length());
    in.put(held.toByteArray()).put(piece.toByteArray()).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.reset();
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
    }
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    held = Bytes.copyOf(rest);
    return out.flip().toString();
  }
}

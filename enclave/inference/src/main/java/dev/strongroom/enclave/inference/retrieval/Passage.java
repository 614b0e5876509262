// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.attestation.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A part of a text, and where it is.
///
/// @param from its first character in the text
/// @param to behind its last
/// @param place as the model says
record Passage(int from, int to, Place place) {
  /// Of a list as it is kept, in bytes.
  static final int MOST = 700 << 10;

  /// Lists as they are kept, none beyond [#MOST].
  static List<Bytes> encoded(List<Passage> passages) {
    List<Bytes> all = new ArrayList<>();
    List<Passage> part = new ArrayList<>();
    int length = 0;
    for (Passage passage : passages) {
      if (length + passage.length() > MOST) {
        all.add(part(part, length));
        part.clear();
        length = 0;
      }
      part.add(passage);
      length += passage.length();
    }
    if (!part.isEmpty()) {
      all.add(part(part, length));
    }
    return all;
  }

  private static Bytes part(List<Passage> passages, int length) {
    ByteBuffer to = ByteBuffer.allocate(length);
    for (Passage passage : passages) {
      to.putInt(passage.from()).putInt(passage.to());
      passage.place().writeTo(to);
    }
    return Bytes.copyOf(to.array());
  }

  /// Reads a list.
  ///
  /// @param text that they are of
  /// @throws IllegalArgumentException if it isn't one
  static List<Passage> parse(Bytes encoded, String text) {
    ByteBuffer from = ByteBuffer.wrap(encoded.toByteArray());
    List<Passage> passages = new ArrayList<>();
    try {
      while (from.hasRemaining()) {
        int begin = from.getInt();
        int end = from.getInt();
        if (begin < 0 || end <= begin || end > text.length()) {
          throw new IllegalArgumentException("not a passage of this text");
        }
        passages.add(new Passage(begin, end, Place.read(from)));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("cut short", e);
    }
    return passages;
  }

  private int length() {
    return 2 * Integer.BYTES + place.length();
  }
}

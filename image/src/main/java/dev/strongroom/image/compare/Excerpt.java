// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// The first place where two contents differ, with what is around it.
///
/// @param offset of the first byte that differs, or that only one of them has
/// @param from where the excerpts start, a few bytes before
/// @param first bytes of the first content from there on, 16 at most
/// @param second those of the second
public record Excerpt(long offset, long from, Bytes first, Bytes second) {
  private static final int BUFFER = 1 << 16;
  private static final int BEFORE = 4;
  private static final int SHOWN = 16;

  /// Compares two contents, reading each of them once in pieces.
  ///
  /// @return empty if they are the same
  /// @throws IOException if one can't be read
  static Optional<Excerpt> of(Blob first, Blob second) throws IOException {
    long offset = mismatch(first, second);
    if (offset < 0) {
      return Optional.empty();
    }
    long from = Math.max(0, offset - BEFORE);
    return Optional.of(new Excerpt(offset, from, bytes(first, from), bytes(second, from)));
  }

  /// The first offset at which two contents differ; -1 if they don't.
  static long mismatch(Blob first, Blob second) throws IOException {
    byte[] a = new byte[BUFFER];
    byte[] b = new byte[BUFFER];
    long offset = 0;
    try (InputStream inA = first.open();
        InputStream inB = second.open()) {
      while (true) {
        int readA = inA.readNBytes(a, 0, BUFFER);
        int readB = inB.readNBytes(b, 0, BUFFER);
        int mismatch = Arrays.mismatch(a, 0, readA, b, 0, readB);
        if (mismatch >= 0) {
          return offset + mismatch;
        }
        if (readA < BUFFER) {
          return -1;
        }
        offset += readA;
      }
    }
  }

  private static Bytes bytes(Blob content, long from) throws IOException {
    try (InputStream in = content.open()) {
      in.skipNBytes(Math.min(from, content.size()));
      return Bytes.copyOf(in.readNBytes(SHOWN));
    }
  }

  /// Such as `offset 812: 00 01 … / 00 02 …`.
  @Override
  public String toString() {
    return "offset %d (bytes from %d: %s and %s)"
        .formatted(offset, from, spaced(first), spaced(second));
  }

  private static String spaced(Bytes bytes) {
    return bytes.isEmpty() ? "nothing" : bytes.hex().replaceAll("(..)(?=.)", "$1 ");
  }
}

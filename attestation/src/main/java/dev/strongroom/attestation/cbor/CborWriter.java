// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the subset of CBOR (RFC 8949) that [CborReader] reads, every number in its shortest form.
/// The caller announces containers with their number of entries and then writes these.
public final class CborWriter {
  private static final int NULL = 0xf6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /// A writer that has written nothing.
  public CborWriter() {}

  /// Writes an integer.
  public CborWriter integer(long value) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }

  /// Writes a byte string.
  public CborWriter bytes(Bytes value) {
    head(2, value.length());
    out.writeBytes(value.toByteArray());
    return this;
  }

  /// Writes a text string.
  public CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  /// Starts an array of `items`, which follow.
  public CborWriter array(int items) {
    return head(4, items);
  }

  /// Starts a map of `pairs`, which follow as key and value in turn.
  public CborWriter map(int pairs) {
    return head(5, pairs);
  }

  /// Tags the item that follows.
  public CborWriter tag(int number) {
    return head(6, number);
  }

  /// Writes null.
  public CborWriter nothing() {
    out.write(NULL);
    return this;
  }

  /// What was written.
  public Bytes toBytes() {
    return Bytes.copyOf(out.toByteArray());
  }

  private CborWriter head(int major, long argument) {
    if (argument < 24) {
      out.write((major << 5) | (int) argument);
      return this;
    }
    int exponent = argument < 1L << 8 ? 0 : argument < 1L << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
    out.write((major << 5) | (24 + exponent));
    for (int shift = (8 << exponent) - 8; shift >= 0; shift -= 8) {
      out.write((int) (argument >>> shift));
    }
    return this;
  }
}

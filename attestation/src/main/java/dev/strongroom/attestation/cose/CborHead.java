// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cose;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;

/// Heads of CBOR byte strings in their shortest form.
final class CborHead {
  private static final int BYTE_STRING = 0x40;

  private CborHead() {}

  static Bytes ofByteString(int length) {
    if (length < 24) {
      return Bytes.copyOf(new byte[] {(byte) (BYTE_STRING | length)});
    }
    if (length < 1 << 8) {
      return Bytes.copyOf(new byte[] {BYTE_STRING | 24, (byte) length});
    }
    if (length < 1 << 16) {
      return Bytes.copyOf(new byte[] {BYTE_STRING | 25, (byte) (length >>> 8), (byte) length});
    }
    throw new IllegalArgumentException("evidence is never that long: " + length);
  }

  static Bytes concatenate(Bytes... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(64);
    for (Bytes part : parts) {
      all.writeBytes(part.toByteArray());
    }
    return Bytes.copyOf(all.toByteArray());
  }
}

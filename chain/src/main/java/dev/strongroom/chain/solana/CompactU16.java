// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.io.ByteArrayOutputStream;

/// Solana's numbers of 16 bits in one to three bytes, seven bits each, in their shortest form only.
final class CompactU16 {
  private static final int MORE = 0x80;

  private CompactU16() {}

  static int read(ByteReader reader) throws UndecodableException {
    int value = 0;
    for (int i = 0; i < 3; i++) {
      int part = reader.u8();
      if (i > 0 && part == 0) {
        throw new UndecodableException("not-minimal", "a length that isn't in its shortest form");
      }
      value |= (part & 0x7f) << (7 * i);
      if ((part & MORE) == 0) {
        if (value > 0xffff) {
          break;
        }
        return value;
      }
    }
    throw new UndecodableException("too-long", "a length beyond 16 bits");
  }

  static void write(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left >= MORE) {
      out.write((left & 0x7f) | MORE);
      left >>>= 7;
    }
    out.write(left);
  }
}

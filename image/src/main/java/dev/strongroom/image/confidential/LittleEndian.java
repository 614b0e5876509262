// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/// Numbers and names as firmware has them.
final class LittleEndian {
  private LittleEndian() {}

  static int u16(Bytes bytes, int at) {
    return bytes.at(at) | (bytes.at(at + 1) << 8);
  }

  static long u32(Bytes bytes, int at) {
    return u16(bytes, at) | ((long) u16(bytes, at + 2) << 16);
  }

  /// As Java has it: numbers from 2^63 on are negative.
  static long u64(Bytes bytes, int at) {
    return u32(bytes, at) | (u32(bytes, at + 4) << 32);
  }

  /// Four letters as the number that they are.
  static long ascii(String letters) {
    return u32(Bytes.utf8(letters), 0);
  }

  /// A GUID, whose first three parts are numbers and whose last two aren't.
  static UUID guid(Bytes bytes, int at) {
    long high = (u32(bytes, at) << 32) | ((long) u16(bytes, at + 4) << 16) | u16(bytes, at + 6);
    long low = 0;
    for (int i = 8; i < 16; i++) {
      low = (low << 8) | bytes.at(at + i);
    }
    return new UUID(high, low);
  }

  /// Writes a GUID where the buffer, which is little endian, is.
  static void put(ByteBuffer out, UUID guid) {
    long high = guid.getMostSignificantBits();
    out.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
    out.order(ByteOrder.BIG_ENDIAN).putLong(guid.getLeastSignificantBits());
    out.order(ByteOrder.LITTLE_ENDIAN);
  }
}

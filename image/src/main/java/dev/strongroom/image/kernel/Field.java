// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;

/// Little-endian numbers in the beginning of a file.
///
/// @param bytes the beginning
record Field(Bytes bytes) {
  int length() {
    return bytes.length();
  }

  int u8(int at) {
    return bytes.at(at);
  }

  int u16(int at) {
    return u8(at) | (u8(at + 1) << 8);
  }

  long u32(int at) {
    return u16(at) | ((long) u16(at + 2) << 16);
  }

  String ascii(int start, int end) {
    return new String(bytes.slice(start, end).toByteArray(), StandardCharsets.US_ASCII);
  }

  static boolean printable(int value) {
    return value >= ' ' && value <= '~';
  }
}

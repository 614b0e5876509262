// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;

/// Bitcoin's numbers of variable length, in their shortest form only.
final class CompactSize {
  private CompactSize() {}

  /// A number up to 2^32 - 1: nothing here is longer.
  static long read(ByteReader reader) throws UndecodableException {
    int first = reader.u8();
    long value =
        switch (first) {
          case 0xfd -> reader.u16();
          case 0xfe -> reader.u32();
          case 0xff -> throw new UndecodableException("too-long", "a length beyond 32 bits");
          default -> first;
        };
    if ((first == 0xfd && value < 0xfd) || (first == 0xfe && value <= 0xffff)) {
      throw new UndecodableException("not-minimal", "a length that isn't in its shortest form");
    }
    return value;
  }

  /// The number of things that follow, each of which takes at least `least` bytes.
  static int count(ByteReader reader, int most, int least) throws UndecodableException {
    long value = read(reader);
    if (value > most) {
      throw new UndecodableException("too-many", value + " of at most " + most);
    }
    if (value * least > reader.remaining()) {
      throw new UndecodableException("truncated", value + " announced");
    }
    return (int) value;
  }

  /// Bytes with their length in front.
  static Bytes bytes(ByteReader reader) throws UndecodableException {
    return reader.bytes(read(reader));
  }
}

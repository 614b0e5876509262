// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// One page of firmware with nothing but a table, which a test may spoil.
final class MadeFirmware {
  static final UUID TABLE = UUID.fromString("96b582de-1fb2-45f7-baea-a366c55a082d");
  static final UUID HASHES = UUID.fromString("7255371f-3a3b-4b04-927b-1da6efa8d454");
  static final UUID RESET = UUID.fromString("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
  static final UUID METADATA = UUID.fromString("dc886566-984a-4798-a75e-5585a7bf67cc");

  /// What OVMF's AmdSev has wanted since 2024.
  static final List<long[]> AMD_SEV =
      List.of(
          new long[] {0x80_0000, 0x9000, 1},
          new long[] {0x80_a000, 0x3000, 1},
          new long[] {0x80_d000, 0x1000, 2},
          new long[] {0x80_e000, 0x1000, 3},
          new long[] {0x80_f000, 0x1000, 4},
          new long[] {0x81_0000, 0x1000, 0x10},
          new long[] {0x81_1000, 0xf000, 1});

  private static final int SIZE = 4096;
  private static final int METADATA_AT = 1024;

  final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private int position = SIZE - 32;

  /// As AmdSev has it, but for the code.
  static MadeFirmware amdSev() {
    return new MadeFirmware()
        .metadata(AMD_SEV)
        .entry(RESET, 0x80_b004)
        .entry(HASHES, 0x81_0c00, 0x400)
        .entry(METADATA, SIZE - METADATA_AT)
        .end();
  }

  MadeFirmware() {
    position -= 18;
  }

  /// Where an entry's length will be, which stands before its name.
  MadeFirmware entry(UUID name, int... values) {
    position -= 18 + 4 * values.length;
    bytes.position(position);
    for (int value : values) {
      bytes.putInt(value);
    }
    bytes.putShort((short) (18 + 4 * values.length));
    LittleEndian.put(bytes, name);
    return this;
  }

  MadeFirmware metadata(List<long[]> sections) {
    bytes.position(METADATA_AT);
    bytes.putInt(0x56455341).putInt(16 + 12 * sections.size()).putInt(1).putInt(sections.size());
    for (long[] section : sections) {
      bytes.putInt((int) section[0]).putInt((int) section[1]).putInt((int) section[2]);
    }
    return this;
  }

  MadeFirmware end() {
    bytes.position(SIZE - 50);
    bytes.putShort((short) (SIZE - 32 - position));
    LittleEndian.put(bytes, TABLE);
    return this;
  }

  /// All sections but those of one kind.
  static List<long[]> without(long kind) {
    List<long[]> kept = new ArrayList<>(AMD_SEV);
    kept.removeIf(section -> section[2] == kind);
    return kept;
  }

  Bytes done() {
    return Bytes.copyOf(bytes.array());
  }
}

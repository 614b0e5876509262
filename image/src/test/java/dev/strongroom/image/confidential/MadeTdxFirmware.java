// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Firmware of five pages of variables and one page of code, which a test may spoil.
final class MadeTdxFirmware {
  static final UUID METADATA = UUID.fromString("e47a6535-984a-4798-865e-4685a7bf8ec2");

  /// Where its code begins, and in it what it says about TDX.
  static final int CODE = 0x5000, METADATA_AT = CODE + 1024;

  /// Where the variables' records begin, and where the room for writing.
  static final int RECORDS = 0x64, WRITING = 0x3000;

  /// Of the file: offset and length; in the guest: address and size; kind; attributes.
  static final List<long[]> SECTIONS =
      List.of(
          new long[] {CODE, 0x1000, 0xffff_f000L, 0x1000, 0, 1},
          new long[] {0, CODE, 0xffff_a000L, CODE, 1, 0},
          new long[] {0, 0, 0x81_0000, 0x3000, 3, 0},
          new long[] {0, 0, 0x80_9000, 0x2000, 2, 0});

  final ByteBuffer bytes = ByteBuffer.allocate(CODE + 0x1000).order(ByteOrder.LITTLE_ENDIAN);

  /// A good one, with a variable in it.
  static MadeTdxFirmware good() {
    return new MadeTdxFirmware(SECTIONS);
  }

  /// One whose first section to its last are others.
  static MadeTdxFirmware with(int number, long... section) {
    List<long[]> sections = new ArrayList<>(SECTIONS);
    sections.set(number, section);
    return new MadeTdxFirmware(sections);
  }

  MadeTdxFirmware(List<long[]> sections) {
    for (int i = 0; i < CODE; i++) {
      bytes.put(i, (byte) 0xff);
    }
    bytes.position(0).putLong(0).putLong(0);
    LittleEndian.put(bytes, UUID.fromString("fff12b8d-7696-4c8b-a985-2747075b4f50"));
    bytes.putLong(CODE).putInt(0x4856465f).putInt(0x4feff).putShort((short) 0x48);
    bytes.position(0x48);
    LittleEndian.put(bytes, UUID.fromString("aaf32c78-947b-439a-a180-2e144ec37792"));
    bytes.putInt(0x2000 - 0x48).putShort((short) 0xfe5a).putShort((short) 0).putInt(0);
    bytes.position(WRITING);
    LittleEndian.put(bytes, UUID.fromString("9e58292b-7c68-497d-a0ce-6500fd9f1b95"));
    bytes.putInt(0x642caf2c).putInt(-2).putLong(0xfe0);
    bytes.putLong(RECORDS, 0x55aa).putLong(WRITING + 32, 0x1234).putLong(CODE - 8, 0x5678);

    byte[] code = new MadeFirmware().entry(METADATA, 4096 - 1024).end().done().toByteArray();
    bytes.position(CODE).put(code);
    bytes.putInt(METADATA_AT, 0x46564454).putInt(METADATA_AT + 4, 16 + 32 * sections.size());
    bytes.putInt(METADATA_AT + 8, 1).putInt(METADATA_AT + 12, sections.size());
    bytes.position(METADATA_AT + 16);
    for (long[] section : sections) {
      bytes.putInt((int) section[0]).putInt((int) section[1]);
      bytes.putLong(section[2]).putLong(section[3]);
      bytes.putInt((int) section[4]).putInt((int) section[5]);
    }
  }

  Bytes done() {
    return Bytes.copyOf(bytes.array());
  }
}

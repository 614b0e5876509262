// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Firmware that says about itself what OVMF's IntelTdx build says, without its code, and a kernel
/// that it could start.
final class IntelTdxFirmware {
  private static final int SIZE = 0x6000;
  private static final int CODE = 0x5000;

  private static final String VARIABLES =
      "000000000000000000000000000000008d2bf1ff96768b4ca9852747075b4f500050000000000000"
          + "5f465648fffe04004800ffffffffffffffffffffffffffffffffffffffffffff782cf3aa7b949a43"
          + "a1802e144ec37792b81f00005afe000000000000";

  private static final String WRITING =
      "2b29589e687c7d49a0ce6500fd9f1b952caf2c64feffffffe00f000000000000";

  private static final String METADATA =
      "54445646900000000100000004000000005000000010000000f0ffff000000000010000000000000"
          + "0000000001000000000000000050000000a0ffff0000000000500000000000000100000000000000"
          + "00000000000000000000810000000000003000000000000003000000000000000000000000000000"
          + "00908000000000000020000000000000"
          + "0200000000000000";

  private static final String TABLE =
      "000c0000160035657ae44a989847865e4685a7bf8ec22800de82b596b21ff745baeaa366c55a082d";

  private IntelTdxFirmware() {}

  /// Writes it.
  static Path in(Path folder) throws IOException {
    byte[] file = new byte[SIZE];
    Arrays.fill(file, 0, CODE, (byte) 0xff);
    put(file, 0, VARIABLES);
    put(file, 0x3000, WRITING);
    put(file, CODE + 0x400, METADATA);
    put(file, SIZE - 32 - TABLE.length() / 2, TABLE);
    return Files.write(folder.resolve("OVMF.inteltdx.fd"), file);
  }

  /// A program of EFI's with one part, which does nothing.
  static Bytes kernel() {
    ByteBuffer kernel = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
    kernel.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x40);
    kernel.putInt(0x40, 0x4550).putShort(0x44, (short) 0x8664).putShort(0x46, (short) 1);
    kernel.putShort(0x54, (short) 0xa0).putShort(0x58, (short) 0x20b).putInt(0x94, 0x200);
    kernel.putShort(0x9c, (short) 10).putInt(0xc4, 6);
    kernel.putInt(0x108, 0x200).putInt(0x10c, 0x200);
    return Bytes.copyOf(kernel.array());
  }

  private static void put(byte[] file, int at, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    System.arraycopy(bytes, 0, file, at, bytes.length);
  }
}

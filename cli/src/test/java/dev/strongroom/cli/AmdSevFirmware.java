// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// A page of firmware that says about itself what OVMF's AmdSev build of 2026 says, without its
/// code.
final class AmdSevFirmware {
  private static final int PAGE = 4096;
  private static final int METADATA_FROM_END = 1476;
  private static final int BEHIND_TABLE = 32;

  private static final String METADATA =
      "4153455664000000010000000700000000008000009000000100000000a080000030000001000000"
          + "00d08000001000000200000000e08000001000000300000000f0800000100000040000000010810000"
          + "f0010001000000000081000010000010000000";

  private static final String TABLE =
      "c40500001600666588dc4a989847a75e5585a7bf67cc000c8100000400001a001f3755723b3a044b"
          + "927b1da6efa8d45404b080001600de71f7007e1acb4f890e68c77e2fb44e5800de82b596b21ff745"
          + "baeaa366c55a082d";

  private AmdSevFirmware() {}

  /// Writes it.
  static Path in(Path folder) throws IOException {
    byte[] page = new byte[PAGE];
    byte[] metadata = HexFormat.of().parseHex(METADATA);
    byte[] table = HexFormat.of().parseHex(TABLE);
    System.arraycopy(metadata, 0, page, PAGE - METADATA_FROM_END, metadata.length);
    System.arraycopy(table, 0, page, PAGE - BEHIND_TABLE - table.length, table.length);
    return Files.write(folder.resolve("OVMF.amdsev.fd"), page);
  }
}

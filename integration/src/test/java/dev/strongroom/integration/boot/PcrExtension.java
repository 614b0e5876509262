// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One digest that a TPM's register was extended with.
///
/// Source: TCG, TPM 2.0 Library, part 3, TPM2_PCR_Extend.
///
/// @param register its number
/// @param digest as it was sent
record PcrExtension(int register, Bytes digest) {
  /// What the TPM calls SHA-384.
  static final int SHA384 = 0xc;

  private static final int EXTEND = 0x182;
  private static final int HEAD = 10;
  private static final Map<Integer, Integer> LENGTHS = Map.of(4, 20, 0xb, 32, SHA384, 48, 0xd, 64);
  private static final Pattern COMMAND =
      Pattern.compile("SWTPM_IO_Read: length \\d+\\s*\\n((?:(?:[ \\t]*[0-9A-F]{2})+[ \\t]*\\n)+)");

  /// All of one bank, in their order, from swtpm's log of level 20: the commands it got.
  static List<PcrExtension> in(String log, int algorithm) {
    List<PcrExtension> all = new ArrayList<>();
    Matcher commands = COMMAND.matcher(log);
    while (commands.find()) {
      byte[] command =
          Bytes.fromHex(commands.group(1).replaceAll("\\s", "").toLowerCase(java.util.Locale.ROOT))
              .toByteArray();
      if (command.length > HEAD && ByteBuffer.wrap(command).getInt(6) == EXTEND) {
        read(ByteBuffer.wrap(command).position(HEAD), algorithm, all);
      }
    }
    return all;
  }

  private static void read(ByteBuffer command, int algorithm, List<PcrExtension> all) {
    int register = command.getInt();
    int authorization = command.getInt();
    command.position(command.position() + authorization);
    int count = command.getInt();
    for (int i = 0; i < count; i++) {
      int named = command.getShort();
      byte[] digest = new byte[LENGTHS.getOrDefault(named, 0)];
      command.get(digest);
      if (named == algorithm) {
        all.add(new PcrExtension(register, Bytes.copyOf(digest)));
      }
    }
  }
}

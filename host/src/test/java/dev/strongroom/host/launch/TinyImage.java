// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Enclave images with a kernel of a few instructions: it prints a line on its console, and halts
/// or resets the machine.
final class TinyImage {
  /// What the kernel does at its end.
  enum Ending {
    /// `hlt`, for ever.
    HALTS("f4ebfd"),

    /// `lidt [0x100]` with a table without entries, `int3`: a triple fault.
    RESETS("0f011e0001cc");

    private final String code;

    Ending(String code) {
      this.code = code;
    }
  }

  private static final int HEADER = 548;

  /// Of 32 offsets, and of as many sizes.
  private static final int TABLES = 28;

  private static final int SECTION_HEADER = 12;

  private TinyImage() {}

  /// Writes an image, whose checksum is wrong by `damage`.
  static Path write(Path file, String line, Ending ending, int damage) throws IOException {
    byte[][] sections = {
      kernel(line, ending), "console=ttyS0".getBytes(StandardCharsets.US_ASCII), {0}
    };
    ByteBuffer image = ByteBuffer.allocate(HEADER + 4096);
    image.put(".eif".getBytes(StandardCharsets.US_ASCII)).putShort((short) 4).putShort((short) 0);
    image.putLong(1 << 29).putLong(1).putShort((short) 0).putShort((short) sections.length);
    int position = HEADER;
    for (int i = 0; i < sections.length; i++) {
      image.putLong(TABLES + 8 * i, position);
      image.putLong(TABLES + 8 * (32 + i), sections[i].length);
      // Kernel, command line and ramdisk have the types 1, 2 and 3.
      image.putShort(position, (short) (i + 1)).putLong(position + 4, sections[i].length);
      image.put(position + SECTION_HEADER, sections[i]);
      position += SECTION_HEADER + sections[i].length;
    }
    CRC32 crc = new CRC32();
    crc.update(image.array(), 0, HEADER - 4);
    crc.update(image.array(), HEADER, position - HEADER);
    image.putInt(HEADER - 4, (int) crc.getValue() + damage);
    Files.write(file, Arrays.copyOf(image.array(), position));
    return file;
  }

  /// Linux' boot protocol 2.12, whose real-mode part never goes any further.
  private static byte[] kernel(String line, Ending ending) {
    ByteBuffer kernel = ByteBuffer.allocate(3 * 512).order(ByteOrder.LITTLE_ENDIAN);
    kernel.put(0x1f1, (byte) 1).putShort(0x1fe, (short) 0xaa55);
    // Over the header.
    kernel.put(0x200, (byte) 0xeb).put(0x201, (byte) 0x66);
    kernel.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putShort(0x206, (short) 0x20c);
    kernel.put(0x211, (byte) 1).putInt(0x22c, 0x37ffffff);
    // next: cs lodsb; test al, al; jz end; mov dx, 0x3f8; out dx, al; jmp next; end:
    byte[] code = HexFormat.of().parseHex("2eac84c07406baf803eeebf4" + ending.code);
    // Before it, mov si, text.
    kernel.position(0x268).put((byte) 0xbe).putShort((short) (0x68 + 3 + code.length)).put(code);
    kernel.put((line + "\r\n\0").getBytes(StandardCharsets.US_ASCII));
    return kernel.array();
  }
}

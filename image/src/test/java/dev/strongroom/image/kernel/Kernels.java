// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/// Makes files that have all of a kernel but its code.
final class Kernels {
  static final String VERSION = "6.12.117-test (builder@machine) #1 SMP";
  static final int PAYLOAD = 2 * 512 + 0x40;

  private Kernels() {}

  /// A bzImage of one sector of set-up code, with this payload.
  static byte[] bzImage(byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(PAYLOAD + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0x1f1, (byte) 1);
    out.putShort(0x1fe, (short) 0xaa55);
    out.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    out.putShort(0x206, (short) 0x020f);
    out.putShort(0x20e, (short) 0x100);
    out.putShort(0x236, (short) 1);
    out.putInt(0x248, 0x40);
    out.putInt(0x24c, payload.length);
    out.put(0x300, (VERSION + "\0").getBytes(StandardCharsets.US_ASCII));
    out.put(PAYLOAD, payload);
    return out.array();
  }

  /// An arm64 Image around this.
  static byte[] arm64(byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(0x40 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(0x10, content.length * 2L);
    out.putInt(0x38, 0x644d5241);
    out.put(0x40, content);
    return out.array();
  }

  /// A kernel, unpacked, that carries a configuration far inside.
  static byte[] carrying(String configuration) {
    byte[] code = new byte[70_000];
    Arrays.fill(code, (byte) 0x90);
    return joined(
        code,
        "Linux version %s (%s)\0Linux version ".getBytes(StandardCharsets.US_ASCII),
        (VERSION + "\n\0").getBytes(StandardCharsets.US_ASCII),
        "IKCFG_ST".getBytes(StandardCharsets.US_ASCII),
        gzip(configuration.getBytes(StandardCharsets.UTF_8)),
        "IKCFG_ED".getBytes(StandardCharsets.US_ASCII),
        code);
  }

  static byte[] gzip(byte[] plain) {
    return packed(plain, GZIPOutputStream::new);
  }

  /// As the kernel's build does it: a checksum that it can verify, and the length behind.
  static byte[] xz(byte[] plain) {
    byte[] length =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(plain.length).array();
    return joined(
        packed(plain, out -> new XZOutputStream(out, new LZMA2Options(0), XZ.CHECK_CRC32)), length);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] packed(byte[] plain, Packing packing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packer = packing.around(out)) {
      packer.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @FunctionalInterface
  private interface Packing {
    OutputStream around(OutputStream out) throws IOException;
  }
}

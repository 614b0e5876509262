// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a kernel for x86-64 says of itself (Linux, Documentation/arch/x86/boot.rst: the field
/// `kernel_version`); an arm64 kernel says nothing that can be read without unpacking it.
final class KernelVersion {
  private static final int MAGIC_AT = 0x202;
  private static final int MAGIC = 0x53726448; // "HdrS"
  private static final int VERSION_AT = 0x20e;
  private static final int BASE = 0x200;

  /// The pointer is of 16 bits, and no version is longer than this.
  private static final int READ = 0x200 + 0xffff + 256;

  private static final int LONGEST = 256;

  private KernelVersion() {}

  static Optional<String> of(Blob kernel) throws IOException {
    byte[] start;
    try (InputStream in = kernel.open()) {
      start = in.readNBytes(READ);
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (start.length < VERSION_AT + Short.BYTES || bytes.getInt(MAGIC_AT) != MAGIC) {
      return Optional.empty();
    }
    int pointer = Short.toUnsignedInt(bytes.getShort(VERSION_AT));
    int from = BASE + pointer;
    int end = from;
    while (end < start.length && end - from < LONGEST && start[end] != 0) {
      end++;
    }
    return pointer == 0 || end <= from
        ? Optional.empty()
        : Optional.of(new String(start, from, end - from, StandardCharsets.ISO_8859_1));
  }
}

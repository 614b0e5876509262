// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.image.kernel.MalformedKernelException.Reason;

/// The header of a kernel for x86: the real-mode part of a bzImage.
///
/// Source: The Linux/x86 Boot Protocol (Documentation/arch/x86/boot.rst of the kernel), 1.1.
///
/// @param version the kernel's version line, such as `6.12.117 (builder@machine) #1 SMP …`
/// @param payload where the compressed kernel begins, in bytes
/// @param payloadLength its length in bytes
record BzImage(String version, long payload, long payloadLength) {
  /// How much of a file's beginning may matter: 64 sectors and some.
  static final int HEADER_LIMIT = 65 * 512;

  private static final int SETUP_SECTORS = 0x1f1;
  private static final int BOOT_FLAG = 0x1fe;
  private static final int MAGIC = 0x202;
  private static final int PROTOCOL = 0x206;
  private static final int VERSION_POINTER = 0x20e;
  private static final int LOAD_FLAGS = 0x236;
  private static final int PAYLOAD_OFFSET = 0x248;
  private static final int PAYLOAD_LENGTH = 0x24c;
  private static final int HEADER_END = 0x250;
  private static final int SECTOR = 512;
  private static final int MAX_VERSION = 256;

  /// The first protocol whose header says whether a kernel is for 64 bits: 2.12, of Linux 3.8.
  private static final int OLDEST = 0x020c;

  /// Whether a file's beginning is that of a bzImage.
  static boolean begins(Field head) {
    return head.length() >= MAGIC + 4
        && head.u16(BOOT_FLAG) == 0xaa55
        && head.u32(MAGIC) == 0x5372_6448L;
  }

  /// Reads the header.
  ///
  /// @param head the file's first [#HEADER_LIMIT] bytes, or all of it
  /// @param size of the file, in bytes
  static BzImage read(Field head, long size) throws MalformedKernelException {
    if (head.length() < HEADER_END) {
      throw new MalformedKernelException(Reason.TRUNCATED, head.length(), "inside the header");
    }
    int protocol = head.u16(PROTOCOL);
    if (protocol < OLDEST) {
      throw new MalformedKernelException(
          Reason.UNSUPPORTED,
          PROTOCOL,
          "boot protocol "
              + (protocol >> 8)
              + "."
              + (protocol & 0xff)
              + ", at least 2.12 is needed");
    }
    if ((head.u16(LOAD_FLAGS) & 1) == 0) {
      throw new MalformedKernelException(Reason.UNSUPPORTED, LOAD_FLAGS, "not for 64 bits");
    }
    int sectors = head.u8(SETUP_SECTORS);
    if (sectors == 0 || sectors > 64) {
      throw new MalformedKernelException(
          Reason.BAD_HEADER, SETUP_SECTORS, sectors + " sectors of set-up code");
    }
    long setup = (sectors + 1L) * SECTOR;
    long payload = setup + head.u32(PAYLOAD_OFFSET);
    long length = head.u32(PAYLOAD_LENGTH);
    if (length == 0) {
      throw new MalformedKernelException(Reason.BAD_HEADER, PAYLOAD_LENGTH, "no payload");
    }
    if (payload + length > size) {
      throw new MalformedKernelException(
          Reason.TRUNCATED, size, "the payload ends at byte " + (payload + length));
    }
    return new BzImage(version(head, setup), payload, length);
  }

  private static String version(Field head, long setup) throws MalformedKernelException {
    int start = head.u16(VERSION_POINTER) + SECTOR;
    if (start == SECTOR || start >= setup) {
      throw new MalformedKernelException(Reason.BAD_HEADER, VERSION_POINTER, "no version");
    }
    int end = start;
    while (end < setup && end - start < MAX_VERSION && head.u8(end) != 0) {
      if (!Field.printable(head.u8(end))) {
        throw new MalformedKernelException(Reason.BAD_HEADER, end, "a version that isn't ASCII");
      }
      end++;
    }
    if (end == start || end == setup || end - start == MAX_VERSION) {
      throw new MalformedKernelException(Reason.BAD_HEADER, start, "a version without an end");
    }
    return head.ascii(start, end);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.UUID;

/// What QEMU hands to the firmware, as the digests that it puts into measured memory. The firmware
/// starts nothing else.
///
/// @param kernel SHA-256 of the kernel
/// @param ramdisk SHA-256 of all ramdisks joined
/// @param commandLine SHA-256 of the command line and a zero behind it
public record DirectBoot(Bytes kernel, Bytes ramdisk, Bytes commandLine) {
  /// How much of the memory with digests is used.
  static final int TABLE = 176;

  private static final int DIGEST = 32;
  private static final int HEAD = 18;
  private static final int ENTRY = HEAD + DIGEST;
  private static final UUID NAME = UUID.fromString("9438d606-4f22-4cc9-b479-a793d411fd21");
  private static final UUID KERNEL = UUID.fromString("4de79437-abd2-427f-b835-d5b172d2045b");
  private static final UUID RAMDISK = UUID.fromString("44baf731-3a2f-4bd7-9af1-41e29169781d");
  private static final UUID COMMAND_LINE = UUID.fromString("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");

  /// @throws IllegalArgumentException if one isn't of 32 bytes
  public DirectBoot {
    if (kernel.length() != DIGEST || ramdisk.length() != DIGEST || commandLine.length() != DIGEST) {
      throw new IllegalArgumentException("a digest has 32 bytes");
    }
  }

  /// The parts of an image, in the order of the file, and the command line of [BootParts].
  ///
  /// @throws IOException if it can't be read
  public static DirectBoot of(EifFile image) throws IOException {
    MessageDigest line = Sha256.digest();
    line.update(BootParts.commandLine(image));
    line.update((byte) 0);
    return new DirectBoot(
        digest(image, SectionType.KERNEL),
        digest(image, SectionType.RAMDISK),
        Bytes.copyOf(line.digest()));
  }

  private static Bytes digest(EifFile image, SectionType type) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Section section : image.sections(type)) {
        try (InputStream in = image.content(section).open()) {
          in.transferTo(out);
        }
      }
    }
    return Bytes.copyOf(digest.digest());
  }

  /// The page of the guest that has the digests.
  ///
  /// @param offset of the table in it
  Bytes page(int offset) {
    ByteBuffer page = ByteBuffer.allocate(LaunchDigest.PAGE).order(ByteOrder.LITTLE_ENDIAN);
    page.position(offset);
    LittleEndian.put(page, NAME);
    page.putShort((short) (HEAD + 3 * ENTRY));
    put(page, COMMAND_LINE, commandLine);
    put(page, RAMDISK, ramdisk);
    put(page, KERNEL, kernel);
    return Bytes.copyOf(page.array());
  }

  private static void put(ByteBuffer page, UUID name, Bytes digest) {
    LittleEndian.put(page, name);
    page.putShort((short) ENTRY).put(digest.toByteArray());
  }
}

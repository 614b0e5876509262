// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import dev.strongroom.image.kernel.EfiStub;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/// What QEMU hands to EFI firmware, as the digests that are measured when it is started.
///
/// @param kernel of the kernel, as programs of EFI's are digested
/// @param ramdisk SHA-384 of all ramdisks joined
/// @param loadOptions SHA-384 of what firmware makes of the command line
public record EfiBoot(Bytes kernel, Bytes ramdisk, Bytes loadOptions) {
  private static final int DIGEST = 48;

  /// Firmware says so to the kernel, which then asks it for the ramdisk.
  private static final String RAMDISK_NAME = "initrd=initrd ";

  /// @throws IllegalArgumentException if one isn't of 48 bytes
  public EfiBoot {
    if (kernel.length() != DIGEST || ramdisk.length() != DIGEST || loadOptions.length() != DIGEST) {
      throw new IllegalArgumentException("a digest has 48 bytes");
    }
  }

  /// The parts of an image, in the order of the file, and the command line of [BootParts].
  ///
  /// @throws IOException if it can't be read
  /// @throws MalformedKernelException if its kernel isn't one that EFI firmware starts
  public static EfiBoot of(EifFile image) throws IOException, MalformedKernelException {
    Bytes kernel;
    try (InputStream in = image.content(image.sections(SectionType.KERNEL).getFirst()).open()) {
      kernel = EfiStub.digest(in);
    }
    return new EfiBoot(
        kernel, ramdisk(image), Sha384.of(loadOptions(BootParts.commandLine(image))));
  }

  /// UTF-16 with a zero behind it. edk2 2026.08 has the name in front; 2025.02 had it behind.
  static Bytes loadOptions(byte[] commandLine) {
    String line = RAMDISK_NAME + new String(commandLine, StandardCharsets.ISO_8859_1) + '\0';
    return Bytes.copyOf(line.getBytes(StandardCharsets.UTF_16LE));
  }

  private static Bytes ramdisk(EifFile image) throws IOException {
    MessageDigest digest = Sha384.digest();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Section section : image.sections(SectionType.RAMDISK)) {
        try (InputStream in = image.content(section).open()) {
          in.transferTo(out);
        }
      }
    }
    return Bytes.copyOf(digest.digest());
  }
}

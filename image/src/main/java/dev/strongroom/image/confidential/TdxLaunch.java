// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.kernel.MalformedKernelException;
import java.io.IOException;
import java.security.MessageDigest;

/// Everything that decides what is measured of an image in a trust domain under QEMU: registers
/// MRTD, and RTMR 1 to 3. RTMR 0 has what the host made, such as its ACPI tables.
///
/// Firmware and kernel extend the registers; what they do is in their own sources. Which events,
/// and in which order, is held against the log of a genuine domain that was started so.
///
/// @param firmware the domain's
/// @param boot what the firmware starts
public record TdxLaunch(TdxFirmware firmware, EfiBoot boot) {
  private static final int LENGTH = 48;

  private static final Bytes CALLING =
      Sha384.of(Bytes.utf8("Calling EFI Application from Boot Option"));
  private static final Bytes SEPARATOR = Sha384.of(Bytes.zeros(4));
  private static final Bytes LEAVING = Sha384.of(Bytes.utf8("Exit Boot Services Invocation"));
  private static final Bytes LEFT =
      Sha384.of(Bytes.utf8("Exit Boot Services Returned with Success"));

  /// Of an image under a firmware.
  ///
  /// @throws IOException if the image can't be read
  /// @throws MalformedKernelException if firmware can't start its kernel
  public static TdxLaunch of(TdxFirmware firmware, EifFile image)
      throws IOException, MalformedKernelException {
    return new TdxLaunch(firmware, EfiBoot.of(image));
  }

  /// The pages that the domain begins with, and the firmware's code in them, 48 bytes.
  public Bytes mrtd() {
    BuildDigest digest = new BuildDigest();
    for (TdxSection section : firmware.sections()) {
      if (section.measured()) {
        digest.content(
            section.address(),
            firmware.bytes().slice(section.offset(), section.offset() + (int) section.size()));
      } else {
        digest.pages(section.address(), section.size());
      }
    }
    return digest.value();
  }

  /// The kernel, and that it was the first and only thing that the firmware started, 48 bytes.
  public Bytes rtmr1() {
    return extended(boot.kernel(), CALLING, SEPARATOR, LEAVING, LEFT);
  }

  /// Command line and ramdisks, which the kernel's first code measures, 48 bytes.
  public Bytes rtmr2() {
    return extended(boot.loadOptions(), boot.ramdisk());
  }

  /// What is free for applications, 48 bytes: zeros, since nothing in an image extends it.
  public Bytes rtmr3() {
    return Bytes.zeros(LENGTH);
  }

  /// A register after events.
  static Bytes extended(Bytes... events) {
    MessageDigest sha384 = Sha384.digest();
    Bytes register = Bytes.zeros(LENGTH);
    for (Bytes event : events) {
      register.updateTo(sha384);
      event.updateTo(sha384);
      register = Bytes.copyOf(sha384.digest());
    }
    return register;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;

/// How to start an image as a confidential virtual machine. Firmware, kernel, ramdisk and command
/// line are measured, and the number of processors is under SEV-SNP, so a verifier has to know the
/// same.
///
/// @param qemu the program: of 9.1 or newer for SEV-SNP, of 10.1 or newer for TDX
/// @param firmware OVMF's build AmdSev, or IntelTdx without what it keeps in its variables
/// @param kernel the image's
/// @param ramdisk all of the image's ramdisks joined
/// @param commandLine the kernel's, printable ASCII
/// @param cid of the guest, from 4 on
/// @param cpus from 1 on
/// @param memoryMib from 256 on; four times the image is a good measure
public record ConfidentialSettings(
    Path qemu,
    Path firmware,
    Path kernel,
    Path ramdisk,
    String commandLine,
    int cid,
    int cpus,
    int memoryMib) {
  /// @throws IllegalArgumentException if something can't be
  public ConfidentialSettings {
    if (cid < 4 || cpus < 1 || memoryMib < 256) {
      throw new IllegalArgumentException("cid from 4, cpus from 1, memoryMib from 256");
    }
    if (!commandLine.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("a command line is printable ASCII");
    }
  }

  /// The guest's memory as an object of QEMU's.
  String memory(String backend) {
    return backend + ",id=ram,size=" + memoryMib + "M";
  }
}

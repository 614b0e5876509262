// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// How to start an image as a confidential virtual machine. All of it but the memory and the CID is
/// measured, so a verifier has to know the same.
///
/// @param qemu the program, of 9.1 or newer
/// @param firmware OVMF's build AmdSev
/// @param kernel the image's
/// @param ramdisk all of the image's ramdisks joined
/// @param commandLine the kernel's, printable ASCII
/// @param cpuModel what QEMU shows, such as `EPYC-Genoa`
/// @param cid of the guest, from 4 on
/// @param cpus from 1 on
/// @param memoryMib from 256 on; four times the image is a good measure
public record ConfidentialSettings(
    Path qemu,
    Path firmware,
    Path kernel,
    Path ramdisk,
    String commandLine,
    String cpuModel,
    int cid,
    int cpus,
    int memoryMib) {
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9-]+");

  /// @throws IllegalArgumentException if something can't be
  public ConfidentialSettings {
    if (!MODEL.matcher(cpuModel).matches() || cpuModel.equals("host")) {
      // "host" differs from machine to machine, and so would what is measured.
      throw new IllegalArgumentException("the processor's model is one of QEMU's, not " + cpuModel);
    }
    if (cid < 4 || cpus < 1 || memoryMib < 256) {
      throw new IllegalArgumentException("cid from 4, cpus from 1, memoryMib from 256");
    }
    if (!commandLine.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("a command line is printable ASCII");
    }
  }
}

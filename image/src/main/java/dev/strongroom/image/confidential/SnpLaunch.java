// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;

/// Everything that decides the launch measurement of an image in an SEV-SNP guest under QEMU.
///
/// @param firmware the machine's
/// @param boot what the firmware starts
/// @param processors how many, 1 to 255
/// @param model which QEMU shows
/// @param features what of SEV the host's kernel has on in the guest: [#SNP], and on kernels of
///   Linux 6.6 and 6.7 [#DEBUG_SWAP]. Bit 0 has to be set
public record SnpLaunch(
    SnpFirmware firmware, DirectBoot boot, int processors, ProcessorModel model, long features) {
  /// SEV-SNP and nothing else.
  public static final long SNP = 1;

  /// Debug registers are the guest's too.
  public static final long DEBUG_SWAP = 0x20;

  private static final int MOST_PROCESSORS = 255;

  /// @throws IllegalArgumentException if a number can't be
  public SnpLaunch {
    if (processors < 1 || processors > MOST_PROCESSORS) {
      throw new IllegalArgumentException("1 to " + MOST_PROCESSORS + " processors");
    }
    if ((features & SNP) == 0) {
      throw new IllegalArgumentException("without bit 0 it is no SEV-SNP guest");
    }
  }

  /// What the guest's report has as its measurement, 48 bytes.
  public Bytes measurement() {
    LaunchDigest digest = new LaunchDigest();
    digest.normal(firmware.address(), firmware.bytes());
    return measurement(digest);
  }

  /// The same, where the firmware's pages have been digested already.
  Bytes measurement(LaunchDigest digest) {
    for (SnpSection section : firmware.sections()) {
      switch (section.kind()) {
        case MEMORY, SERVICE_MODULE -> digest.zeros(section.address(), section.size());
        case SECRETS -> digest.secrets(section.address());
        case CPUID -> digest.cpuid(section.address());
        case KERNEL_HASHES -> {
          int offset = (int) (firmware.hashesAddress() - section.address());
          digest.normal(section.address(), boot.page(offset));
        }
      }
    }
    Bytes others = SaveArea.page(firmware.resetAddress(), model, features);
    for (int i = 0; i < processors; i++) {
      digest.registers(i == 0 ? SaveArea.page(SaveArea.FIRST, model, features) : others);
    }
    return digest.value();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.Locale;

/// What kind of enclave the machine is looked at for.
public enum Target {
  /// A process of its own, for trying out.
  SIMULATED,

  /// An image under QEMU's machine `nitro-enclave`.
  QEMU,

  /// An image on an EC2 instance.
  NITRO,

  /// An image as an AMD SEV-SNP guest of QEMU.
  SEV_SNP,

  /// An image as an Intel TDX guest of QEMU.
  TDX;

  /// In lower case and with hyphens, as people write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

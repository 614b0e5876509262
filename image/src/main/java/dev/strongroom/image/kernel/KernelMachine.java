// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

/// Which machine a kernel is for: each has its own configuration, from the same source.
public enum KernelMachine {
  /// EC2's Nitro Enclaves, and QEMU's machine `nitro-enclave`.
  ENCLAVE(KernelRecipe.KERNEL),

  /// A virtual machine of QEMU's with OVMF, under AMD SEV-SNP or Intel TDX.
  CONFIDENTIAL_VM(KernelRecipe.CONFIDENTIAL_KERNEL);

  private final String group;

  KernelMachine(String group) {
    this.group = group;
  }

  /// The lock file's group with the kernel that comes out.
  String group() {
    return group;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

/// How a GPU is shared out and shielded, as its report says.
public enum NvidiaMode {
  /// One GPU passed through to one confidential machine.
  CONFIDENTIAL("confidential"),
  /// Several GPUs passed through together, the links between them encrypted (Blackwell).
  CONFIDENTIAL_MULTI_GPU("confidential-multi-gpu"),
  /// Protected PCIe: several GPUs together, the links between them in the clear, so that the
  /// switches have to be trusted as well (Hopper).
  PROTECTED_PCIE("protected-pcie");

  private final String label;

  NvidiaMode(String label) {
    this.label = label;
  }

  /// The stable name used in JSON.
  @Override
  public String toString() {
    return label;
  }
}

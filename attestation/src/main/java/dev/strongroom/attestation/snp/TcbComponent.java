// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

/// A part of the firmware that has a security version of its own (AMD 57230, "Versioned Chip
/// Endorsement Key Certificate and KDS Interface Specification", 3.1).
public enum TcbComponent {
  /// The firmware of the management controller; Turin only.
  FMC("fmc", 9),
  /// The boot loader of the security processor.
  BOOT_LOADER("bootLoader", 1),
  /// The operating system of the security processor.
  TEE("tee", 2),
  /// The SEV-SNP firmware.
  SNP("snp", 3),
  /// The lowest version of microcode of all cores.
  MICROCODE("microcode", 8);

  private final String label;
  private final int arc;

  TcbComponent(String label, int arc) {
    this.label = label;
    this.arc = arc;
  }

  /// The last number of the certificate extension that states the version.
  public int arc() {
    return arc;
  }

  /// The stable name used in policy files and messages.
  @Override
  public String toString() {
    return label;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

/// What a policy refuses unless it says why not. None of it shows in the measurement.
public enum Relaxation {
  /// The host may look inside.
  DEBUG("debug"),
  /// The guest may be handed to a migration agent.
  MIGRATION_AGENT("migrationAgent"),
  /// The guest may share cores with others' threads.
  SMT("smt"),
  /// The guest's memory may lie behind CXL.
  CXL("cxl"),
  /// The host doesn't tell the chip's id, or keeps the chip's key to itself.
  MASKED_CHIP("maskedChip"),
  /// Firmware runs that the platform could still go back from.
  PROVISIONAL_FIRMWARE("provisionalFirmware"),
  /// No revocation list is given.
  UNKNOWN_REVOCATION("unknownRevocation");

  private final String label;

  Relaxation(String label) {
    this.label = label;
  }

  /// The stable name used in policy files.
  @Override
  public String toString() {
    return label;
  }
}

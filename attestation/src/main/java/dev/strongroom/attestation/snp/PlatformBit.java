// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

/// What a report says of how its platform is set up (AMD 56860, "PLATFORM_INFO"). Others than these
/// occur; so a policy asks for single bits, never for the whole.
public enum PlatformBit {
  /// Cores are shared by threads.
  SMT("smt", 0),
  /// All memory is encrypted besides.
  TSME("tsme", 1),
  /// Memory has error correction.
  ECC("ecc", 2),
  /// Power can't be metered.
  RAPL_OFF("rapl-off", 3),
  /// Ciphertext is hidden from the host.
  CIPHERTEXT_HIDING("ciphertext-hiding", 4),
  /// Memory was looked through for aliases since the last reset (against CVE-2024-21944).
  ALIAS_CHECK("alias-check", 5);

  private final String label;
  private final int index;

  PlatformBit(String label, int index) {
    this.label = label;
    this.index = index;
  }

  /// Whether it is set.
  public boolean in(long platformInfo) {
    return ((platformInfo >>> index) & 1) == 1;
  }

  /// The stable name used in policy files and messages.
  @Override
  public String toString() {
    return label;
  }
}

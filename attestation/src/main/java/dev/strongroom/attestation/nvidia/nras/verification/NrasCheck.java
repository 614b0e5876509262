// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras.verification;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of an answer of the service.
public enum NrasCheck implements CheckName {
  /// All tokens are signed with ES384.
  ALGORITHM("nras.algorithm", "RFC 7518, 3.1 and 3.4"),
  /// All are signed by keys that were given.
  KEY("nras.key", "RFC 7515, 4.1.4"),
  /// Each signature is its key's.
  SIGNATURE("nras.signature", "RFC 7515, 5.2"),
  /// The devices' tokens are those that the overall token names.
  DIGESTS("nras.digests", "RFC 9711, 4.2.18.2"),
  /// All are from one issuer, to one question.
  AGREEMENT("nras.agreement", "NVIDIA NRAS, detached EAT"),
  /// Whose keys they are.
  POLICY_KEYS("policy.keys", "RFC 7517, 5"),
  /// The issuer.
  POLICY_ISSUER("policy.issuer", "RFC 7519, 4.1.1"),
  /// The time.
  POLICY_TIME("policy.time", "RFC 7519, 4.1.4 to 4.1.6"),
  /// The nonce.
  POLICY_NONCE("policy.nonce", "RFC 9711, 4.1"),
  /// A key that it would have to bind.
  POLICY_PUBLIC_KEY("policy.public-key", "RFC 9334, 10"),
  /// Data that it would have to bind.
  POLICY_USER_DATA("policy.user-data", "RFC 9334, 10"),
  /// The overall result.
  POLICY_RESULT("policy.result", "NVIDIA NRAS, x-nvidia-overall-att-result"),
  /// The comparison of measurements.
  POLICY_MEASUREMENTS("policy.measurements", "RFC 9711, 4.2.17"),
  /// Debugging.
  POLICY_DEBUG("policy.debug", "RFC 9711, 4.2.9"),
  /// Secure boot.
  POLICY_SECURE_BOOT("policy.secure-boot", "RFC 9711, 4.2.8"),
  /// How many devices there are.
  POLICY_COUNT("policy.count", "RFC 9334, 8.5"),
  /// The driver's version.
  POLICY_DRIVER("policy.driver", "RFC 9334, 8.5"),
  /// The VBIOS's version.
  POLICY_VBIOS("policy.vbios", "RFC 9334, 8.5"),
  /// Which devices.
  POLICY_DEVICE("policy.device", "RFC 9334, 8.5");

  private final String label;
  private final String source;

  NrasCheck(String label, String source) {
    this.label = label;
    this.source = source;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String source() {
    return source;
  }
}

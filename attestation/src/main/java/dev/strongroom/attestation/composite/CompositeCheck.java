// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of composite evidence besides those of its parts.
public enum CompositeCheck implements CheckName {
  /// The machine's evidence binds the transcript: nonce, key, and all devices' evidence.
  TRANSCRIPT("composite.transcript", "docs/composite-evidence.md, 2.2"),
  /// Each device's evidence binds nonce and key.
  DEVICE_NONCE("composite.device-nonce", "docs/composite-evidence.md, 2.1"),
  /// No device's evidence is there twice.
  DISTINCT("composite.distinct", "docs/composite-evidence.md, 2.3"),
  /// Exactly the kinds of devices that the policy names.
  POLICY_DEVICES("policy.devices", "docs/composite-evidence.md, 3"),
  /// The nonce is the challenge's.
  POLICY_NONCE("policy.nonce", "RFC 9334, 10"),
  /// The key is the challenge's.
  POLICY_PUBLIC_KEY("policy.public-key", "RFC 9334, 10");

  private final String label;
  private final String source;

  CompositeCheck(String label, String source) {
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

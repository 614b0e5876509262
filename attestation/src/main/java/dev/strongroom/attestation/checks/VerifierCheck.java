// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

/// The checks that are the same for all kinds of evidence.
public enum VerifierCheck implements CheckName {
  /// The policy is for this kind of evidence.
  POLICY_KIND("policy.kind", "RFC 9334, 8.5"),
  /// Evidence that is judged at its own time states one.
  TIME("evidence.time", "RFC 9334, 10");

  private final String label;
  private final String source;

  VerifierCheck(String label, String source) {
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

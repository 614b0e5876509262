// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of Apple's App Attest, besides those of its path and of all kinds.
/// `docs/evidence-handheld.md` lists them with what proves each.
public enum AppAttestCheck implements CheckName {
  /// A root for the chain is given.
  ROOT_GIVEN("endorsements.root", Source.ATTESTATION + "step 1"),
  /// The leaf vouches for authenticator data and client data.
  LEAF_NONCE("leaf.nonce", Source.ATTESTATION + "steps 2 to 4"),
  /// The key's identifier is its digest.
  KEY_ID("credential.key-id", Source.ATTESTATION + "steps 5 and 9"),
  /// The authenticator data name the leaf's key.
  KEY("credential.key", "W3C, Web Authentication, 6.5.1"),
  /// The key was never used.
  COUNTER("credential.counter", Source.ATTESTATION + "step 7"),
  /// The receipt isn't looked at.
  RECEIPT("platform.receipt", "Apple, Assessing fraud risk"),
  POLICY_APPLICATION("policy.application", Source.ATTESTATION + "step 6"),
  POLICY_ENVIRONMENT("policy.environment", Source.ATTESTATION + "step 8"),
  POLICY_PUBLIC_KEY("policy.public-key", "RFC 9334, 10"),
  /// The attested key signed the request.
  ASSERTION_SIGNATURE("assertion.signature", Source.ASSERTION + "steps 1 to 3"),
  /// The counter rose.
  ASSERTION_COUNTER("assertion.counter", Source.ASSERTION + "step 5"),
  ASSERTION_APPLICATION("policy.assertion-application", Source.ASSERTION + "step 4");

  /// Documents and their sections. A constant's own can't be named before the constants.
  private static final class Source {
    private static final String APPLE = "Apple, Validating apps that connect to your server, ";
    private static final String ATTESTATION = APPLE + "Verify the attestation, ";
    private static final String ASSERTION = APPLE + "Verify the assertion, ";
  }

  private final String label;
  private final String source;

  AppAttestCheck(String label, String source) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

/// The key that a report says it is signed with (AMD 56860, "SIGNING_KEY").
public enum Signer {
  /// The chip's own, derived from its secret and the reported TCB.
  VCEK("SEV-VCEK", "SEV-"),
  /// One that AMD leased to a cloud provider.
  VLEK("SEV-VLEK", "SEV-VLEK-"),
  /// None: the host keeps the chip's key to itself.
  NONE("", "");

  private final String leafName;
  private final String issuerPrefix;

  Signer(String leafName, String issuerPrefix) {
    this.leafName = leafName;
    this.issuerPrefix = issuerPrefix;
  }

  /// The common name of its certificates.
  public String leafName() {
    return leafName;
  }

  /// The common name of the authority that issues them: a leased key under the authority for chips,
  /// or the other way round, isn't AMD's doing.
  public String issuerName(Product product) {
    return issuerPrefix + product;
  }
}

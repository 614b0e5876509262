// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// The signatures that makers of hardware use.
public enum SignatureAlgorithm {
  /// ECDSA with SHA-256 in the ASN.1 form of certificates (RFC 5758, 3.2).
  ECDSA_SHA256("SHA256withECDSA"),
  /// ECDSA with SHA-256, `r || s` of fixed width, big endian.
  ECDSA_SHA256_FIXED("SHA256withECDSAinP1363Format"),
  /// ECDSA with SHA-384 in the ASN.1 form of certificates (RFC 5758, 3.2).
  ECDSA_SHA384("SHA384withECDSA"),
  /// ECDSA with SHA-384, `r || s` of fixed width, big endian (RFC 9053, 2.1).
  ECDSA_SHA384_FIXED("SHA384withECDSAinP1363Format"),
  /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, a salt of 48 bytes, trailer 1 (RFC 8017, 8.1).
  RSA_PSS_SHA384("RSASSA-PSS"),
  /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2).
  RSA_SHA256("SHA256withRSA");

  private final String jcaName;

  SignatureAlgorithm(String jcaName) {
    this.jcaName = jcaName;
  }

  /// What the JCA calls it.
  public String jcaName() {
    return jcaName;
  }

  /// Whether its keys are RSA's; else they are points of a curve.
  boolean rsa() {
    return switch (this) {
      case RSA_PSS_SHA384, RSA_SHA256 -> true;
      case ECDSA_SHA256, ECDSA_SHA256_FIXED, ECDSA_SHA384, ECDSA_SHA384_FIXED -> false;
    };
  }
}

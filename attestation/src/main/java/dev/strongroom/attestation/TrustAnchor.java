// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// A root that a relying party trusts, pinned by a digest: never by its name, never because it was
/// sent.
///
/// @param name what people call it
/// @param pinned what the digest is of
/// @param sha256 32 bytes
/// @param simulated a simulated device's root: everything under it is labelled so
public record TrustAnchor(String name, Pinned pinned, Bytes sha256, boolean simulated) {

  /// What a root is known by.
  public enum Pinned {
    /// Its certificate, DER.
    CERTIFICATE,
    /// Its SubjectPublicKeyInfo, DER: for makers who issue a root's certificate again.
    KEY
  }

  /// Checks the length.
  public TrustAnchor {
    if (sha256.length() != 32) {
      throw new IllegalArgumentException("a trust anchor is pinned by a SHA-256 of 32 bytes");
    }
  }

  /// A root known by its certificate.
  public TrustAnchor(String name, Bytes sha256, boolean simulated) {
    this(name, Pinned.CERTIFICATE, sha256, simulated);
  }

  /// A root known by its key.
  ///
  /// @param sha256 of its SubjectPublicKeyInfo, DER
  public static TrustAnchor ofKey(String name, Bytes sha256) {
    return new TrustAnchor(name, Pinned.KEY, sha256, false);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// A root that a relying party trusts, pinned by the SHA-256 of its certificate: never by its name,
/// never because it was sent.
///
/// @param name what people call it
/// @param sha256 of the root certificate's DER, 32 bytes
/// @param simulated a simulated device's root: everything under it is labelled so
public record TrustAnchor(String name, Bytes sha256, boolean simulated) {

  /// Checks the length.
  public TrustAnchor {
    if (sha256.length() != 32) {
      throw new IllegalArgumentException("a trust anchor is pinned by a SHA-256 of 32 bytes");
    }
  }
}

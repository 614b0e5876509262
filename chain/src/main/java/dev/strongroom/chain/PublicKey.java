// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;

/// A public key.
///
/// @param curve that it is a point of
/// @param encoded the compressed point (SEC 1, 2.3.3), 33 bytes; of Ed25519 the 32 bytes of RFC
///   8032
public record PublicKey(Curve curve, Bytes encoded) {
  private static final int COMPRESSED = 33;
  private static final int EDWARDS = 32;

  /// Checks the length, not that it is a point.
  public PublicKey {
    if (encoded.length() != (curve == Curve.ED25519 ? EDWARDS : COMPRESSED)) {
      throw new IllegalArgumentException("a key of " + encoded.length() + " bytes");
    }
  }
}

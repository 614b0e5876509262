// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// One signature that a request takes.
///
/// @param scheme how it is made
/// @param data a digest of 32 bytes, or with [Scheme#ED25519] the message
/// @param taprootTweak 32 bytes: the scalar that BIP-341 adds to the key before it signs, if it
///   does
public record SigningItem(Scheme scheme, Bytes data, Optional<Bytes> taprootTweak) {
  /// Without a tweak.
  public SigningItem(Scheme scheme, Bytes data) {
    this(scheme, data, Optional.empty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;

/// What a phone's keystore says of a key (AOSP, "Key and ID attestation": KeyDescription).
///
/// @param version of the format: 1 to 4 for Keymaster, hundreds for KeyMint
/// @param attestationLevel where the certificate was signed
/// @param keyMintVersion of what keeps the key
/// @param keyMintLevel where the key is kept
/// @param challenge what was asked for
/// @param uniqueId of the device for a while; mostly empty
/// @param software what the operating system says and enforces
/// @param hardware what the trusted environment says and enforces
public record KeyDescription(
    long version,
    SecurityLevel attestationLevel,
    long keyMintVersion,
    SecurityLevel keyMintLevel,
    Bytes challenge,
    Bytes uniqueId,
    AuthorizationList software,
    AuthorizationList hardware) {

  /// Whether the format's version is one that this program was written for.
  public boolean knownVersion() {
    return (version >= 1 && version <= 4)
        || version == 100
        || version == 200
        || version == 300
        || version == 400;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// What the phone booted (AOSP, "Key and ID attestation": RootOfTrust fields).
///
/// @param bootKey digest of the key that verified the boot image; empty or zeros if none did
/// @param locked whether the boot loader only boots what it verified
/// @param state what came of it
/// @param bootHash digest of all that was verified; empty before Keymaster 4
public record RootOfTrust(
    Bytes bootKey, boolean locked, BootState state, Optional<Bytes> bootHash) {

  /// What came of verifying what was booted (VerifiedBootState values).
  public enum BootState {
    /// The maker's key verified everything.
    VERIFIED("verified"),
    /// A key that the owner put in verified everything.
    SELF_SIGNED("self-signed"),
    /// Nothing was verified.
    UNVERIFIED("unverified"),
    /// Verification failed.
    FAILED("failed");

    private final String label;

    BootState(String label) {
      this.label = label;
    }

    /// The stable name used in JSON and policy files.
    @Override
    public String toString() {
      return label;
    }
  }
}

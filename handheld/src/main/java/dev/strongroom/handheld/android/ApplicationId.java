// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import java.util.Map;
import java.util.Set;

/// Which apps may use the key (AOSP, "Key and ID attestation": AttestationApplicationId): several
/// if they share a user id. It is the operating system's word, so worth what [RootOfTrust] is.
///
/// @param packages versions by name
/// @param signers SHA-256 of the certificates that signed them
public record ApplicationId(Map<String, Long> packages, Set<Bytes> signers) {

  /// Copies the collections.
  public ApplicationId {
    packages = Map.copyOf(packages);
    signers = Set.copyOf(signers);
  }
}

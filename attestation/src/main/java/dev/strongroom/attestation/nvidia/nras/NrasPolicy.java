// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.Requirement;
import java.util.Set;

/// What a relying party accepts of the service's answers. Besides, and whatever it says, the answer
/// has to be in force, the overall result true, all measurements compared with success, debugging
/// disabled and secure boot on.
///
/// @param issuers who may have answered, such as [#PRODUCTION]
/// @param nonce whether the answer is to the challenge
/// @param devices how many devices there are
/// @param driverVersions the accepted versions of the GPUs' driver
/// @param vbiosVersions the accepted versions of VBIOS and BIOS
/// @param ueids the accepted devices
public record NrasPolicy(
    Set<String> issuers,
    Requirement<Boolean> nonce,
    Requirement<Integer> devices,
    Requirement<Set<String>> driverVersions,
    Requirement<Set<String>> vbiosVersions,
    Requirement<Set<String>> ueids) {

  /// The service that NVIDIA runs for all.
  public static final String PRODUCTION = "https://nras.attestation.nvidia.com";

  /// Copies the set.
  ///
  /// @throws IllegalArgumentException if nobody may have answered
  public NrasPolicy {
    issuers = Set.copyOf(issuers);
    if (issuers.isEmpty()) {
      throw new IllegalArgumentException("an answer of nobody's");
    }
  }
}

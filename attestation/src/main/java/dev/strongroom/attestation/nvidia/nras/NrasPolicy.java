// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;
import java.util.Set;

/// What a relying party accepts of the service's answers. Besides, and whatever it says, the answer
/// has to be in force, the overall result true, all measurements compared with success, debugging
/// disabled and secure boot on.
///
/// @param issuers who may have answered, such as [#PRODUCTION]
/// @param keySets which of the given key sets are trusted: the SHA-256 of each, as it was served.
///   If ignored, whoever gives endorsements decides who is believed
/// @param nonce whether the answer is to the challenge
/// @param devices how many devices there are
/// @param driverVersions the accepted versions of the GPUs' driver
/// @param vbiosVersions the accepted versions of VBIOS and BIOS
/// @param ueids the accepted devices
public record NrasPolicy(
    Set<String> issuers,
    Requirement<Set<Bytes>> keySets,
    Requirement<Boolean> nonce,
    Requirement<Integer> devices,
    Requirement<Set<String>> driverVersions,
    Requirement<Set<String>> vbiosVersions,
    Requirement<Set<String>> ueids)
    implements AppraisalPolicy {

  /// The service that NVIDIA runs for all.
  public static final String PRODUCTION = "https://nras.attestation.nvidia.com";

  /// Copies the set.
  ///
  /// @throws IllegalArgumentException if nobody may have answered, or a required claim accepts
  ///   nothing
  public NrasPolicy {
    issuers = Set.copyOf(issuers);
    if (issuers.isEmpty()) {
      throw new IllegalArgumentException("an answer of nobody's");
    }
    for (Requirement<?> requirement : List.of(keySets, driverVersions, vbiosVersions, ueids)) {
      if (requirement instanceof Require<?>(Set<?> accepted) && accepted.isEmpty()) {
        throw new IllegalArgumentException("a required claim without accepted values");
      }
    }
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.NVIDIA_NRAS;
  }

  /// None: the service's keys have no root that is published.
  @Override
  public List<TrustAnchor> anchors() {
    return List.of();
  }
}

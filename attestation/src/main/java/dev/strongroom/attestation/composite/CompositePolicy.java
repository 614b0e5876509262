// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a relying party accepts of a machine with devices. All or nothing: each device needs a
/// policy, and is refused without one.
///
/// @param cpu what it accepts of the machine
/// @param devices what it accepts of devices, by their kind; each kind that is named here has to be
///   there
/// @param nonce whether the nonce is compared with the challenge's
/// @param publicKey whether the key is compared with the challenge's
public record CompositePolicy(
    AppraisalPolicy cpu,
    Map<EvidenceKind, AppraisalPolicy> devices,
    Requirement<Boolean> nonce,
    Requirement<Boolean> publicKey)
    implements AppraisalPolicy {

  /// Copies the map.
  ///
  /// @throws IllegalArgumentException if there is no policy for a device, or one for several
  public CompositePolicy {
    if (cpu instanceof CompositePolicy || devices.isEmpty()) {
      throw new IllegalArgumentException("a policy for a machine and one for a device are needed");
    }
    devices.forEach((kind, policy) -> {
      if (policy.kind() != kind || policy instanceof CompositePolicy) {
        throw new IllegalArgumentException("the policy for " + kind + " is for " + policy.kind());
      }
    });
    devices = Map.copyOf(new EnumMap<>(devices));
  }

  /// The policy for a device.
  public Optional<AppraisalPolicy> device(EvidenceKind kind) {
    return Optional.ofNullable(devices.get(kind));
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.COMPOSITE;
  }

  @Override
  public List<TrustAnchor> anchors() {
    List<TrustAnchor> all = new ArrayList<>(cpu.anchors());
    devices.values().forEach(policy -> all.addAll(policy.anchors()));
    return List.copyOf(all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a relying party accepts of NVIDIA's devices: one policy for a set of them. Each claim is
/// required or ignored for a stated reason; a policy in which one was forgotten isn't built.
///
/// @param kind GPUs, with or without switches, or switches alone
/// @param anchors the roots of device certificates
/// @param manifestAnchors the roots of those who sign reference manifests
/// @param count how many devices there are
/// @param architectures the accepted generations
/// @param driverVersions the accepted versions of the GPUs' driver
/// @param vbiosVersions the accepted versions of VBIOS and BIOS
/// @param driverManifest whether NVIDIA's manifest of the driver has to be there and fit
/// @param vbiosManifest whether NVIDIA's manifest of VBIOS or BIOS has to be there and fit
/// @param modes the accepted modes of GPUs
/// @param wholeGpu whether no GPU may be cut into partitions
/// @param devices the accepted devices, by `ueid` or permanent number
/// @param nonce whether reports answer the challenge
/// @param denied devices that are refused, by `ueid` or permanent number
/// @param unknownRevocationAllowed why certificates of which nobody says whether they were revoked
///   are accepted; empty: they aren't
/// @param holdAllowed why certificates on hold are accepted; empty: they aren't
/// @param expiredManifestAllowed why manifests are accepted whose signer has expired; empty: they
///   aren't
public record NvidiaPolicy(
    EvidenceKind kind,
    List<TrustAnchor> anchors,
    List<TrustAnchor> manifestAnchors,
    Requirement<Count> count,
    Requirement<Set<NvidiaArchitecture>> architectures,
    Requirement<Set<String>> driverVersions,
    Requirement<Set<String>> vbiosVersions,
    Requirement<Boolean> driverManifest,
    Requirement<Boolean> vbiosManifest,
    Requirement<Set<NvidiaMode>> modes,
    Requirement<Boolean> wholeGpu,
    Requirement<Set<String>> devices,
    Requirement<Boolean> nonce,
    Set<String> denied,
    Optional<String> unknownRevocationAllowed,
    Optional<String> holdAllowed,
    Optional<String> expiredManifestAllowed)
    implements AppraisalPolicy {

  /// "NVIDIA Device Identity CA", without an end.
  public static final TrustAnchor DEVICE_ROOT =
      new TrustAnchor(
          "nvidia-device-identity",
          Bytes.fromHex("102bf659d5419614c9d8e6aecebc80454eb26b1df6a769ac720b9a690b167b48"),
          false);

  /// "NVIDIA CoRIM signing Root CA", valid until 2053.
  public static final TrustAnchor MANIFEST_ROOT =
      new TrustAnchor(
          "nvidia-reference-manifests",
          Bytes.fromHex("12977b5115acb0381179279fffeb5a8c4d264971ebb32298023a465fa41df5d1"),
          false);

  /// How many devices a set has.
  ///
  /// @param gpus 0 or more
  /// @param switches 0 or more
  public record Count(int gpus, int switches) {
    /// Checks the range.
    public Count {
      if (gpus < 0 || switches < 0 || gpus + switches < 1) {
        throw new IllegalArgumentException("a set has at least one device");
      }
    }
  }

  /// Copies the collections and checks the kind.
  public NvidiaPolicy {
    if (kind != EvidenceKind.NVIDIA_GPU && kind != EvidenceKind.NVIDIA_SWITCH) {
      throw new IllegalArgumentException("a policy for " + kind + " is another class");
    }
    anchors = List.copyOf(anchors);
    manifestAnchors = List.copyOf(manifestAnchors);
    denied = Set.copyOf(denied);
  }

  /// A policy for GPUs to fill in.
  public static NvidiaPolicyBuilder forGpus() {
    return new NvidiaPolicyBuilder(EvidenceKind.NVIDIA_GPU);
  }

  /// A policy for switches alone to fill in.
  public static NvidiaPolicyBuilder forSwitches() {
    return new NvidiaPolicyBuilder(EvidenceKind.NVIDIA_SWITCH);
  }
}

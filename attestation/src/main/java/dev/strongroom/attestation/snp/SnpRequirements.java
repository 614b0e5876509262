// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a relying party accepts of a report and its platform, however the report comes. What isn't
/// covered by the measurement has safe defaults; identity claims have none, and have to be required
/// or ignored for a stated reason.
///
/// @param anchors the accepted roots
/// @param product the accepted products
/// @param deniedProducts products that are refused whatever else is accepted
/// @param chip the accepted chips, ids of 64 bytes
/// @param deniedChips chips that are refused whatever else is accepted
/// @param provider who may have leased the signing key, by the name in its certificate
/// @param minimumTcb the lowest reported TCB; products that aren't listed are refused
/// @param launchTcb the lowest TCB at launch; products that aren't listed are refused
/// @param launchMitigations bits that have to be set in the vector at launch
/// @param currentMitigations bits that have to be set in the vector now
/// @param platformInfo how the platform has to be set up
/// @param guestPolicy what the guest has to demand of its host
/// @param abi the lowest interface that the guest has to demand
/// @param vmpl the accepted privilege levels
/// @param guestSvn the lowest security version of the guest
/// @param familyId accepted ids, 16 bytes
/// @param imageId accepted ids, 16 bytes
/// @param idKey accepted digests of the key that signed the ID block
/// @param authorKey accepted digests of the key that signed the ID key
/// @param measurement accepted measurements
/// @param hostData accepted data of the host, 32 bytes
/// @param relaxations what is allowed though it isn't by default, and why
public record SnpRequirements(
    List<TrustAnchor> anchors,
    Requirement<Set<Product>> product,
    Set<Product> deniedProducts,
    Requirement<Set<Bytes>> chip,
    Set<Bytes> deniedChips,
    Requirement<Set<String>> provider,
    Requirement<Map<Product, TcbVersion>> minimumTcb,
    Requirement<Map<Product, TcbVersion>> launchTcb,
    Requirement<Long> launchMitigations,
    Requirement<Long> currentMitigations,
    Requirement<Set<PlatformBit>> platformInfo,
    Requirement<Set<GuestPolicy.Bit>> guestPolicy,
    Requirement<GuestPolicy.Abi> abi,
    Requirement<Set<Long>> vmpl,
    Requirement<Long> guestSvn,
    Requirement<Set<Bytes>> familyId,
    Requirement<Set<Bytes>> imageId,
    Requirement<Set<Bytes>> idKey,
    Requirement<Set<Bytes>> authorKey,
    Requirement<List<ReferenceMeasurement>> measurement,
    Requirement<Set<Bytes>> hostData,
    Map<Relaxation, String> relaxations) {

  /// Copies the collections.
  public SnpRequirements {
    anchors = List.copyOf(anchors);
    deniedProducts = Set.copyOf(deniedProducts);
    deniedChips = Set.copyOf(deniedChips);
    relaxations = Map.copyOf(relaxations);
  }

  /// Requirements to fill in.
  public static SnpRequirementsBuilder builder() {
    return new SnpRequirementsBuilder();
  }

  /// Why something is allowed; empty: it isn't.
  public Optional<String> allowed(Relaxation relaxation) {
    return Optional.ofNullable(relaxations.get(relaxation));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.util.List;

/// The makers' roots, for evidence that is looked at without a policy.
final class MakersRoots {
  private MakersRoots() {}

  /// Those for a kind; none for kinds whose roots aren't known here, so that nothing is genuine.
  static List<TrustAnchor> of(EvidenceKind kind) {
    return switch (kind) {
      case NITRO_ENCLAVE, NITRO_TPM -> List.of(NitroPolicy.AWS_ROOT_G1);
      default -> List.of();
    };
  }
}

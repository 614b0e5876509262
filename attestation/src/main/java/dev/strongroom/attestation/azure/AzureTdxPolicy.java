// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.util.List;

/// What a relying party accepts of one of Azure's machines on TDX.
///
/// @param domain of the trust domain, which the paravisor had quoted
/// @param machine of the machine that the paravisor runs
public record AzureTdxPolicy(TdxPolicy domain, VtpmRequirements machine)
    implements AppraisalPolicy {

  /// Checks that the domain's report data are left to the paravisor.
  ///
  /// @throws IllegalArgumentException if they are required to be the challenge's
  public AzureTdxPolicy {
    if (domain.reportData() instanceof Require<Boolean>) {
      throw new IllegalArgumentException(
          "the report data are the digest of the runtime data, not the challenge's; ignore them");
    }
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.AZURE_TDX;
  }

  @Override
  public List<TrustAnchor> anchors() {
    return domain.anchors();
  }
}
